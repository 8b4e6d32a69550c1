"""How sure a figure is: intervals for quantiles and rates, and tests between two samples.

Nothing is assumed of the shape of latencies, which have long tails.  Pure, and the same for
the same input: what is drawn by chance is drawn from a fixed seed.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

CONFIDENCE = 0.95
Z = 1.959964
"""Standard normal quantile of 97.5 %: two sides, 95 % between."""
ONE_SIDED_Z = 1.644854
"""Standard normal quantile of 95 %: all of the rest on one side."""
EXACT_UP_TO = 2000
"""Samples from which the normal distribution stands for the binomial one."""
ENOUGH_FOR_NORMAL = 10
"""Expected count of a cell from which the normal distribution stands for the exact test."""
ROUNDS = 2000
"""Permutations: p values are told apart to 0.0005."""
_SEED = 20261102


class Interval(Struct, frozen=True):
    """An estimate, and bounds that it lies within with 95 % confidence each.

    Attributes:
        value: the estimate.
        low, high: one-sided bounds; `high` is infinite where too few samples give none.
    """

    value: float
    low: float
    high: float


def _at_most(n: int, p: float) -> Iterator[float]:
    """Give the chance of at most 0, 1, ... n of n, binomially."""
    ways = math.lgamma(n + 1)
    yes, no, total = math.log(p), math.log1p(-p), 0.0
    for k in range(n + 1):
        log = ways - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * yes + (n - k) * no
        total += math.exp(log)
        yield min(1.0, total)


@functools.lru_cache(maxsize=4096)
def quantile_ranks(n: int, q: float) -> tuple[int, int | None]:
    """Give the ranks, from 1, of the order statistics that bound a quantile.

    How many of n samples lie below the quantile q is binomial, whatever their distribution
    (David and Nagaraja, Order Statistics, section 7.1).  Each bound holds with 95 %.

    Returns:
        The low rank, 0 for none; and the high rank, None where n samples give none: for p95
        that takes 59.
    """
    spare = 1 - CONFIDENCE + 1e-9  # one sample is exactly at the border
    if n > EXACT_UP_TO:
        mean, reach = n * q + 0.5, ONE_SIDED_Z * math.sqrt(n * q * (1 - q))
        return max(0, math.floor(mean - reach)), min(n, math.ceil(mean + reach))
    fewer = list(_at_most(n, q))[:n]
    low = bisect.bisect_right(fewer, spare)
    high = bisect.bisect_left(fewer, 1 - spare) + 1
    return low, high if high <= n else None


def quantile(samples: Sequence[float], q: float) -> Interval:
    """Estimate a quantile with bounds; at least one sample."""
    return quantile_counted(Counter(samples), q)


def quantile_counted(counts: Mapping[float, int], q: float) -> Interval:
    """Estimate a quantile of values of which only counts are known; at least one."""
    values = sorted(value for value, count in counts.items() if count)
    ranks = list(itertools.accumulate(counts[value] for value in values))
    n = ranks[-1]
    low, high = quantile_ranks(n, q)

    def at(rank: int) -> float:
        return values[bisect.bisect_left(ranks, rank)]

    return Interval(
        at(max(math.ceil(q * n), 1)), at(low) if low else 0.0, at(high) if high else math.inf
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
    return mann_whitney_counted(Counter(first), Counter(second))


def mann_whitney_counted(first: Mapping[float, int], second: Mapping[float, int]) -> float:
    """Give the p value of `mann_whitney` for samples of which only counts are known.

    Args:
        first: values, and how often each was seen.
        second: the same of the other sample.
    """
    n, m = sum(first.values()), sum(second.values())
    total, ties, position = 0.0, 0.0, 0
    for value in sorted({*first, *second}):
        own = first.get(value, 0)
        tied = own + second.get(value, 0)
        total += (position + (tied + 1) / 2) * own
        ties += tied**3 - tied
        position += tied
    u = total - n * (n + 1) / 2
    size = n + m
    variance = n * m / 12 * (size + 1 - ties / (size * (size - 1))) if size > 1 else 0.0
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


def tail_counted(first: Mapping[float, int], second: Mapping[float, int], q: float) -> float:
    """Give the p value, two-sided, of both samples having one share above a quantile.

    The quantile is that of all samples together; the shares of both above it are held
    against each other by Fisher's exact test, or by the normal distribution where samples
    are many (Mood's median test, at another quantile; Conover, Practical Nonparametric
    Statistics, section 4.3).
    """
    pooled = Counter(first)
    pooled.update(second)
    border = quantile_counted(pooled, q).value
    n, m = sum(first.values()), sum(second.values())
    own = sum(count for value, count in first.items() if value > border)
    above = own + sum(count for value, count in second.items() if value > border)
    size = n + m
    fewest = min(n, m) * min(above, size - above) / size
    if fewest >= ENOUGH_FOR_NORMAL:
        share = above / size
        spread = math.sqrt(share * (1 - share) * (1 / n + 1 / m))
        return math.erfc(abs(own / n - (above - own) / m) / spread / math.sqrt(2))
    return _fisher(own, n, above, size)


def _fisher(own: int, n: int, above: int, size: int) -> float:
    """Give the chance of a table no likelier than this one, where nothing differs."""

    def log_choose(a: int, b: int) -> float:
        return math.lgamma(a + 1) - math.lgamma(b + 1) - math.lgamma(a - b + 1)

    def chance(k: int) -> float:
        logs = log_choose(above, k) + log_choose(size - above, n - k) - log_choose(size, n)
        return math.exp(logs)

    seen = chance(own) * (1 + 1e-7)
    possible = range(max(0, n + above - size), min(n, above) + 1)
    return min(1.0, math.fsum(p for p in map(chance, possible) if p <= seen))


def difference(before: Interval, after: Interval) -> Interval:
    """Estimate how much more the second is, from the bounds of both.

    Zou and Donner, Construction of confidence limits about effect measures (2008); of two
    shares with Wilson's bounds it is Newcombe's interval.
    """
    by = after.value - before.value
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Interval(by, by - down, by + up)


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
