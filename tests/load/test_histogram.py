"""Quantiles are right to three digits whatever the range, and merging loses nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.load.histogram import MAX_MICROSECONDS, Histogram, bucket, highest

LATENCIES = st.lists(st.floats(1e-5, 3000), min_size=1, max_size=200)


def counted(latencies: list[float]) -> Histogram:
    """Count latencies in seconds."""
    histogram = Histogram()
    for each in latencies:
        histogram.record(each)
    return histogram


@given(st.integers(0, MAX_MICROSECONDS))
def test_a_bucket_is_never_wider_than_a_thousandth(value: int) -> None:
    """The value that stands for a bucket is not below any in it, and close to all."""
    top = highest(bucket(value))
    assert value <= top <= value * 1.001
    assert bucket(top) == bucket(value)
    assert bucket(top + 1) == bucket(value) + 1


@given(LATENCIES, st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0]))
def test_a_quantile_is_that_of_the_sorted_latencies(latencies: list[float], q: float) -> None:
    """The histogram tells the order statistic, never too low, at most a thousandth above."""
    true = sorted(latencies)[math.ceil(q * len(latencies)) - 1]
    told = counted(latencies).quantile(q)
    assert true - 1e-6 <= told <= true * 1.001 + 1e-6


@given(LATENCIES, LATENCIES)
def test_merging_is_counting_together(first: list[float], second: list[float]) -> None:
    """Two machines' histograms are as good as one."""
    both = counted(first)
    both.merge(counted(second))
    assert list(both) == list(counted(first + second))
    assert both.total == len(first) + len(second)


def test_nothing_counted_has_no_quantile() -> None:
    """No latency is made up where there was none."""
    assert math.isnan(Histogram().quantile(0.95))


@pytest.mark.parametrize(("value", "told"), [(-1.0, 0.0), (1e9, 3600.0)])
def test_what_cannot_be_is_brought_within_range(value: float, told: float) -> None:
    """A clock that steps back, or a day, does not grow the histogram."""
    assert counted([value]).quantile(1.0) == pytest.approx(told, rel=0.001)


def test_what_took_longer_is_counted() -> None:
    """Shares above a target can be told."""
    assert counted([0.1, 0.4, 0.6, 0.7]).above(0.5) == 2
