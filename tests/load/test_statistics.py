"""Intervals hold what they promise, and tests tell a change from chance."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from launchready.load.statistics import (
    holm,
    mann_whitney,
    permuted,
    quantile,
    quantile_ranks,
    wilson,
)


@pytest.mark.parametrize(
    ("n", "ranks"),
    [(1, (1, None)), (20, (17, None)), (58, (52, None)), (59, (53, 59)), (100, (91, 99))],
)
def test_ranks_that_bound_p95(n: int, ranks: tuple[int, int | None]) -> None:
    """By the binomial distribution: 59 samples are needed before there is a high bound."""
    assert quantile_ranks(n, 0.95) == ranks


def test_bounds_of_p95_hold_the_truth() -> None:
    """Over many samples of a long-tailed distribution, each bound fails in 5 % at most."""
    chance = random.Random(1)
    truth = -math.log(0.05)
    too_high = too_low = 0
    for _ in range(800):
        found = quantile([chance.expovariate(1) for _ in range(100)], 0.95)
        too_high += found.low > truth
        too_low += found.high < truth
    assert too_high <= 55
    assert too_low <= 55


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [(0, 379, 0.0, 0.01004), (0, 381, 0.0, 0.00998), (5, 100, 0.0215, 0.1118), (0, 0, 0, 1)],
)
def test_wilson_interval(events: int, n: int, low: float, high: float) -> None:
    """Bounds as published (Wilson 1927): 0 of 381 is the first that proves under 1 %."""
    found = wilson(events, n)
    assert found.low == pytest.approx(low, abs=1e-3)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_mann_whitney_is_close_to_counting_every_case() -> None:
    """The normal approximation agrees with the exact test over all 12,870 divisions."""
    x, y = [19, 22, 16, 29, 24, 30, 28, 27], [20, 11, 17, 12, 15, 21, 14, 18]
    pooled = sorted(x + y)

    def distance(chosen: tuple[int, ...]) -> float:
        return abs(sum(chosen) + 8 - 8 * 17 / 2)  # ranks from 0; all values differ

    seen = distance(tuple(pooled.index(each) for each in x))
    every = [distance(each) >= seen for each in itertools.combinations(range(16), 8)]
    exact = sum(every) / len(every)
    assert mann_whitney(x, y) == pytest.approx(exact, abs=0.004)
    assert mann_whitney(x, x) == 1.0
    assert mann_whitney([1] * 10, [1] * 10) == 1.0


def test_chance_alone_is_seldom_called_a_change() -> None:
    """Of samples of one distribution, about one in twenty has p below 0.05."""
    chance = random.Random(2)

    def sample() -> list[float]:
        return [chance.lognormvariate(0, 1) for _ in range(30)]

    assert sum(mann_whitney(sample(), sample()) < 0.05 for _ in range(400)) <= 32
    assert sum(permuted(sample(), sample(), 0.9) < 0.05 for _ in range(40)) <= 6


def test_a_change_of_the_tail_is_seen_by_the_permutation() -> None:
    """Where one in seven got ten times as slow, the middle is the same and p90 is not."""
    chance = random.Random(3)
    before = [chance.gauss(100, 5) for _ in range(60)]
    after = [chance.gauss(100, 5) * (10 if n % 7 == 0 else 1) for n in range(60)]
    assert permuted(before, after, 0.9) < 0.01
    assert permuted(before, after, 0.9) == permuted(before, after, 0.9)


def test_holm_corrects_for_looking_often() -> None:
    """The smallest is multiplied by how many there are, and order is kept."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
