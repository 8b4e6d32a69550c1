"""Latencies counted in buckets that are never wider than a thousandth of their value.

The layout is HdrHistogram's (Gil Tene): exact up to 2,047, then 1,024 buckets for each
doubling.  Three significant digits are kept whatever the range, memory is bounded, and two
histograms merge by adding counts, without error.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

_BITS = 11
_HALF = 1 << (_BITS - 1)
MAX_MICROSECONDS = 3_600_000_000
"""An hour; what took longer is counted as that."""


def bucket(value: int) -> int:
    """Give the index of a value's bucket; value is from 0 to `MAX_MICROSECONDS`."""
    shift = value.bit_length() - _BITS
    return value if shift <= 0 else shift * _HALF + (value >> shift)


def highest(index: int) -> int:
    """Give the greatest value that a bucket holds."""
    if index < 2 * _HALF:
        return index
    shift = index // _HALF - 1
    return ((index - shift * _HALF + 1) << shift) - 1


class Histogram:
    """Counts of latencies in whole microseconds."""

    __slots__ = ("_counts", "total")

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self.total = 0

    def record(self, seconds: float, times: int = 1) -> None:
        """Count a latency; below zero is zero, and above an hour an hour."""
        value = min(max(int(seconds * 1e6), 0), MAX_MICROSECONDS)
        shift = value.bit_length() - _BITS
        index = value if shift <= 0 else shift * _HALF + (value >> shift)
        self._counts[index] = self._counts.get(index, 0) + times
        self.total += times

    def merge(self, other: Histogram) -> None:
        """Add all that another one counted."""
        for index, count in other._counts.items():
            self._counts[index] = self._counts.get(index, 0) + count
        self.total += other.total

    def quantile(self, q: float) -> float:
        """Give the latency in seconds that a share `q` of all stayed within.

        It is the value of rank ceil(q n), to a thousandth, never too low; nan where nothing
        was counted.
        """
        return self.at_rank(math.ceil(q * self.total))

    def at_rank(self, rank: int) -> float:
        """Give the latency in seconds of a rank from 1 to `total`; nan where there is none."""
        if not self.total:
            return math.nan
        left = min(max(rank, 1), self.total)
        for index, count in sorted(self._counts.items()):
            left -= count
            if left <= 0:
                return highest(index) / 1e6
        raise AssertionError("counts do not add up to their total")

    def above(self, seconds: float) -> int:
        """Count what took longer, as far as buckets tell."""
        limit = bucket(min(max(int(seconds * 1e6), 0), MAX_MICROSECONDS))
        return sum(count for index, count in self._counts.items() if index > limit)

    def __iter__(self) -> Iterator[tuple[float, int]]:
        """Give each bucket's greatest latency in seconds, and its count, in order."""
        return ((highest(index) / 1e6, count) for index, count in sorted(self._counts.items()))
