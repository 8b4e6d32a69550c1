"""Latencies counted in log-spaced bins: any quantile to 2 %, however many are added up.

Bin n holds what lies in (g^(n-1), g^n] microseconds, g = 1.02/0.98; its middle is within
2 % of everything in it.  Masson, Rim and Lee, DDSketch (VLDB 2019), section 2.

An hour is written sparse, about one octet a bin.  A day is written dense and compressed:
as a number with a lane of 32 bits for each bin, so that a year is added up by adding 365
numbers.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable

ACCURACY = 0.02
_GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_LOG_GAMMA = math.log(_GAMMA)

BINS = 600
"""Bins up to 27,000 s; longer latencies are in the last."""


def bin_of(latency_ms: float) -> int:
    """Give the bin of a latency in milliseconds; what is under a microsecond is in bin 0."""
    found = math.ceil(math.log(max(latency_ms * 1000, 1.0)) / _LOG_GAMMA)
    return min(max(0, found), BINS - 1)


_MIDDLES = [2 * _GAMMA**n / (_GAMMA + 1) / 1000 for n in range(BINS)]


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
                return _MIDDLES[number]
        return None  # pragma: no cover

    def by_ms(self) -> dict[float, int]:
        """Give the middle of each bin in milliseconds, and how many are in it."""
        return {_MIDDLES[number]: count for number, count in self.bins.items() if count}

    def encode(self) -> bytes:
        """Write sparse: for each bin its step from the last one, and its count."""
        octets, last = bytearray(), 0
        for number in sorted(self.bins):
            _put(octets, number - last, self.bins[number])
            last = number
        return bytes(octets)

    def add_encoded(self, octets: bytes) -> None:
        """Add what `encode` wrote."""
        bins, at, place = self.bins, 0, 0
        while place < len(octets):
            octet = octets[place]
            place += 1
            if octet:
                step, count = octet >> 4, octet & 15
            else:
                step, place = _number(octets, place)
                count, place = _number(octets, place)
            at += step
            bins[at] += count

    def encode_dense(self) -> bytes:
        """Write dense: 32 bits for each bin, compressed."""
        lanes = array("I", bytes(4 * BINS))
        for number, count in self.bins.items():
            lanes[number] = count
        return zlib.compress(_little_endian(lanes).tobytes(), 6)


def merged(blobs: Iterable[bytes]) -> Latencies:
    """Add up what `encode` wrote."""
    total = Latencies()
    for blob in blobs:
        total.add_encoded(bytes(blob))
    return total


def merged_dense(blobs: Iterable[bytes]) -> Latencies:
    """Add up what `encode_dense` wrote, up to 4 billion in a bin."""
    total = sum(int.from_bytes(zlib.decompress(blob), "little") for blob in blobs)
    lanes = _little_endian(array("I", total.to_bytes(4 * BINS, "little")))
    return Latencies(Counter({n: count for n, count in enumerate(lanes) if count}))


def _little_endian(lanes: array[int]) -> array[int]:
    if sys.byteorder == "big":
        lanes.byteswap()
    return lanes


def _put(octets: bytearray, step: int, count: int) -> None:
    """Write small pairs as one octet, which is never 0; others after a 0."""
    if step < 16 and 0 < count < 16:
        octets.append(step << 4 | count)
        return
    octets.append(0)
    for number in (step, count):
        rest = number
        while rest > 0x7F:
            octets.append(rest & 0x7F | 0x80)
            rest >>= 7
        octets.append(rest)


def _number(octets: bytes, place: int) -> tuple[int, int]:
    """Read a variable-length number; give it and what comes after."""
    number, shift = 0, 0
    while True:
        octet = octets[place]
        place += 1
        number |= (octet & 0x7F) << shift
        if not octet & 0x80:
            return number, place
        shift += 7
