"""How sure a figure is: intervals for quantiles and rates, and tests between two samples.

Nothing is assumed of the shape of latencies, which have long tails.  Pure, and the same for
the same input: what is drawn by chance is drawn from a fixed seed.
"""

from __future__ import annotations

import bisect
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95
Z = 1.959964
"""Standard normal quantile of 97.5 %: two sides, 95 % between."""
ROUNDS = 2000
"""Permutations: p values are told apart to 0.0005."""
_SEED = 20261102


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, and bounds that it lies within with 95 % confidence each.

    Attributes:
        value: the estimate.
        low, high: one-sided bounds; `high` is infinite where too few samples give none.
    """

    value: float
    low: float
    high: float


def _at_most(k: int, n: int, p: float) -> float:
    """Give the chance of at most k of n, binomially."""
    if k < 0:
        return 0.0
    logs = (
        math.lgamma(n + 1)
        - math.lgamma(i + 1)
        - math.lgamma(n - i + 1)
        + i * math.log(p)
        + (n - i) * math.log1p(-p)
        for i in range(min(k, n) + 1)
    )
    return min(1.0, math.fsum(math.exp(each) for each in logs))


def quantile_ranks(n: int, q: float) -> tuple[int, int | None]:
    """Give the ranks, from 1, of the order statistics that bound a quantile.

    How many of n samples lie below the quantile q is binomial, whatever their distribution
    (David and Nagaraja, Order Statistics, section 7.1).  Each bound holds with 95 %.

    Returns:
        The low rank, 0 for none; and the high rank, None where n samples give none: for p95
        that takes 59.
    """
    spare = 1 - CONFIDENCE + 1e-9  # one sample is exactly at the border
    mean, spread = n * q, math.sqrt(n * q * (1 - q))
    low = 0
    for k in range(max(1, int(mean - 6 * spread) - 1), n + 1):
        if _below(k - 1, n, q) > spare:
            break
        low = k
    high = None
    for k in range(n, max(0, int(mean - 1)), -1):
        if 1 - _below(k - 1, n, q) > spare:
            break
        high = k
    return low, high


def _below(k: int, n: int, q: float) -> float:
    """Give `_at_most`, by the normal distribution where samples are very many."""
    if n <= 2000:
        return _at_most(k, n, q)
    return 0.5 * math.erfc((n * q - k - 0.5) / math.sqrt(2 * n * q * (1 - q)))


def quantile(samples: Sequence[float], q: float) -> Interval:
    """Estimate a quantile with bounds; at least one sample."""
    ordered = sorted(samples)
    n = len(ordered)
    low, high = quantile_ranks(n, q)
    return Interval(
        ordered[max(math.ceil(q * n), 1) - 1],
        ordered[low - 1] if low else 0.0,
        ordered[high - 1] if high else math.inf,
    )


def wilson(events: int, n: int) -> Interval:
    """Estimate a share with bounds (Wilson's score interval, 95 % between both)."""
    if n == 0:
        return Interval(0.0, 0.0, 1.0)
    share, z2 = events / n, Z * Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(
        share,
        0.0 if events == 0 else max(0.0, centre - half),
        1.0 if events == n else min(1.0, centre + half),
    )


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """Give the p value, two-sided, of both samples being of one distribution.

    By the normal approximation with corrections for ties and continuity (Mann and Whitney
    1947), which wants eight samples of each or more.
    """
    n, m = len(first), len(second)
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    total, ties, position = 0.0, 0.0, 0
    while position < n + m:
        end = position
        while end < n + m and ranked[end][0] == ranked[position][0]:
            end += 1
        rank = (position + end + 1) / 2
        total += rank * sum(1 for _, which in ranked[position:end] if which == 0)
        ties += (end - position) ** 3 - (end - position)
        position = end
    u = total - n * (n + 1) / 2
    size = n + m
    variance = n * m / 12 * (size + 1 - ties / (size * (size - 1)))
    if variance <= 0:
        return 1.0
    z = (abs(u - n * m / 2) - 0.5) / math.sqrt(variance)
    return min(1.0, math.erfc(max(z, 0.0) / math.sqrt(2)))


def permuted(first: Sequence[float], second: Sequence[float], q: float) -> float:
    """Give the p value, two-sided, of both having one quantile, by permutation.

    The difference of both samples' quantiles is held against what shuffling all samples
    gives, 2,000 times from a fixed seed.
    """
    pooled, n = [*first, *second], len(first)

    def difference(values: Sequence[float]) -> float:
        left, right = sorted(values[:n]), sorted(values[n:])
        return abs(
            right[max(math.ceil(q * len(right)), 1) - 1]
            - left[max(math.ceil(q * len(left)), 1) - 1]
        )

    seen = difference(pooled)
    chance = random.Random(_SEED)  # noqa: S311 -- no secret: reproducible
    extreme = 0
    for _ in range(ROUNDS):
        chance.shuffle(pooled)
        extreme += difference(pooled) >= seen
    return (extreme + 1) / (ROUNDS + 1)


def holm(values: Sequence[float]) -> list[float]:
    """Correct p values for how many were looked at (Holm 1979), in the order given."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    corrected, worst = [0.0] * len(values), 0.0
    for position, index in enumerate(order):
        worst = max(worst, min(1.0, values[index] * (len(values) - position)))
        corrected[index] = worst
    return corrected


def rank_of(ordered: Sequence[float], value: float) -> int:
    """Count the samples, in order, that are not above a value."""
    return bisect.bisect_right(ordered, value)
