"""Latencies counted in log-spaced bins: any quantile to 2 %, however many are added up.

Bin n holds what lies in (g^(n-1), g^n] microseconds, g = 1.02/0.98; its middle is within
2 % of everything in it.  Masson, Rim and Lee, DDSketch (VLDB 2019), section 2.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

ACCURACY = 0.02
_GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_LOG_GAMMA = math.log(_GAMMA)


def bin_of(latency_ms: float) -> int:
    """Give the bin of a latency in milliseconds; what is under a microsecond is in bin 0."""
    return max(0, math.ceil(math.log(max(latency_ms * 1000, 1.0)) / _LOG_GAMMA))


_MIDDLES = [2 * _GAMMA**n / (_GAMMA + 1) / 1000 for n in range(600)]


class Latencies:
    """A count of latencies, which can be added to others."""

    __slots__ = ("bins",)

    def __init__(self, bins: Counter[int] | None = None) -> None:
        self.bins: Counter[int] = Counter() if bins is None else bins

    @classmethod
    def of(cls, latencies_ms: Iterable[float]) -> Latencies:
        """Count latencies in milliseconds."""
        return cls(Counter(bin_of(each) for each in latencies_ms))

    @property
    def count(self) -> int:
        """Say how many there are."""
        return self.bins.total()

    def quantile(self, q: float) -> float | None:
        """Give a quantile in milliseconds, within 2 %; None of nothing.

        Args:
            q: 0 to 1; 0.95 is the p95, by rank ceil(q n), as "nearest rank" has it.
        """
        total = self.count
        if not total:
            return None
        rank = max(1, math.ceil(q * total))
        for number in sorted(self.bins):
            rank -= self.bins[number]
            if rank <= 0:
                return _MIDDLES[min(number, len(_MIDDLES) - 1)]
        return None  # pragma: no cover

    def encode(self) -> bytes:
        """Write as pairs of variable-length numbers: steps between bins, and counts."""
        octets, last = bytearray(), 0
        for number in sorted(self.bins):
            _put(octets, number - last)
            _put(octets, self.bins[number])
            last = number
        return bytes(octets)

    def add_encoded(self, octets: bytes) -> None:
        """Add what `encode` wrote."""
        numbers = _numbers(octets)
        at = 0
        for step, count in zip(numbers[::2], numbers[1::2], strict=True):
            at += step
            self.bins[at] += count


def merged(blobs: Iterable[bytes]) -> Latencies:
    """Add up what `encode` wrote."""
    total = Latencies()
    for blob in blobs:
        total.add_encoded(bytes(blob))
    return total


def _put(octets: bytearray, number: int) -> None:
    while number > 0x7F:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    octets.append(number)


def _numbers(octets: bytes) -> list[int]:
    found, number, shift = [], 0, 0
    for octet in octets:
        number |= (octet & 0x7F) << shift
        if octet & 0x80:
            shift += 7
        else:
            found.append(number)
            number, shift = 0, 0
    return found
