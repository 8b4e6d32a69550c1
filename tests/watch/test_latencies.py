"""Counting latencies so that a quantile stays right however many are added up."""

from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from launchready.watch.store.latencies import ACCURACY, Latencies, merged, merged_dense

some = st.lists(st.floats(0.002, 60_000), min_size=1, max_size=200)


@given(some, st.floats(0.01, 1.0))
def test_quantiles_are_within_two_percent(latencies: list[float], q: float) -> None:
    """Of any latencies from microseconds to a minute, and any quantile."""
    exact = sorted(latencies)[max(0, math.ceil(q * len(latencies)) - 1)]
    found = Latencies.of(latencies).quantile(q)
    assert found is not None
    assert abs(found - exact) <= exact * (ACCURACY + 1e-9)


@given(st.lists(some, min_size=1, max_size=5))
def test_parts_add_up_to_the_whole(parts: list[list[float]]) -> None:
    """What was written and added up is what counting all at once gives."""
    whole = Latencies.of(each for part in parts for each in part)
    counted = [Latencies.of(part) for part in parts]
    assert merged(each.encode() for each in counted).bins == whole.bins
    assert merged_dense(each.encode_dense() for each in counted).bins == whole.bins


@given(st.dictionaries(st.integers(0, 599), st.integers(1, 2**31), max_size=600))
def test_any_count_comes_back_as_it_was(bins: dict[int, int]) -> None:
    """Few or many, near or far apart, in either way of writing."""
    counted = Latencies(Counter(bins))
    assert merged([counted.encode()]).bins == bins
    assert merged_dense([counted.encode_dense()]).bins == bins


def test_nothing_has_no_quantile() -> None:
    """An empty count says so."""
    assert Latencies().quantile(0.95) is None
    assert merged([b""]).count == merged_dense([]).count == 0
    assert Latencies.of([0.0, 1e12]).count == 2
