"""Reads a log as a stream: in blocks of whole lines, unpacked, whatever its length."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 1024 * 1024
MAX_LINE = 64 * 1024
"""Octets of a line; a longer one is passed over."""

_GZIP = 16 + zlib.MAX_WBITS


class Damaged(Exception):
    """A packed log ends early, or is not what it claims to be."""


def unpacked(source: BinaryIO) -> Iterator[bytes]:
    """Give a stream's octets in pieces of a megabyte at most, unpacked where it is gzip.

    Raises:
        Damaged: from some place on it cannot be unpacked.
        OSError: it cannot be read.
    """
    first = source.read(BLOCK)
    if not first.startswith(b"\x1f\x8b"):
        while first:
            yield first
            first = source.read(BLOCK)
        return
    decoder, fresh = zlib.decompressobj(_GZIP), True
    data = first
    while data:
        fresh = False
        try:
            piece = decoder.decompress(data, BLOCK)
        except zlib.error:
            raise Damaged("the gzip data is damaged") from None
        if piece:
            yield piece
        data = decoder.unconsumed_tail or decoder.unused_data or source.read(BLOCK)
        if decoder.eof:
            data = data.lstrip(b"\0")  # padding between and after members, as gzip has it
            decoder, fresh = zlib.decompressobj(_GZIP), True
            data = data or source.read(BLOCK)
    if not fresh:
        raise Damaged("the gzip data ends early")


class LineReader:
    """Cuts pieces into lines, and remembers how much of them was given.

    Args:
        pieces: of a stream.
        to_the_end: whether a last line without an end is one; it is not while a log is
            still written to.

    Attributes:
        octets: how many stand before what comes next.
        too_long: lines that were passed over.
        left: whether a last line without an end was left for another time.
    """

    def __init__(self, pieces: Iterator[bytes], *, to_the_end: bool) -> None:
        self._pieces = pieces
        self._to_the_end = to_the_end
        self._held = b""
        self._hash = hashlib.sha256()
        self.octets = 0
        self.too_long = 0
        self.left = False

    @property
    def digest(self) -> str:
        """Give a hash of all octets that were given so far."""
        return self._hash.hexdigest()

    def first_line(self) -> bytes:
        """Look at the first line, or the first 64 KB of it, without taking it."""
        while b"\n" not in self._held and len(self._held) < MAX_LINE:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._held += piece
        return self._held[:MAX_LINE].partition(b"\n")[0]

    def skip(self, octets: int) -> bool:
        """Pass over octets; False where there are fewer."""
        while octets > 0:
            piece, self._held = self._held or next(self._pieces, b""), b""
            if not piece:
                return False
            taken, self._held = piece[:octets], piece[octets:]
            self._take(taken)
            octets -= len(taken)
        return True

    def blocks(self) -> Iterator[list[bytes]]:
        """Give the lines, as many as a block has at a time."""
        passing = False  # by the rest of a line that is too long
        while True:
            piece = next(self._pieces, b"")
            data, self._held = self._held + piece, b""
            if passing:
                end = data.find(b"\n") + 1 or len(data)
                passing = not data[:end].endswith(b"\n")
                self._take(data[:end])
                data = data[end:]
            cut = data.rfind(b"\n") + 1
            if not piece:
                cut = len(data) if self._to_the_end else cut
                self.left = cut < len(data)
            self._take(data[:cut])
            lines, self._held = data[:cut].split(b"\n"), data[cut:]
            yield [line for line in lines if line and self._short(line)]
            if not piece:
                return
            if len(self._held) > MAX_LINE:
                self.too_long += 1
                passing = True
                self._take(self._held)
                self._held = b""

    def _short(self, line: bytes) -> bool:
        if len(line) <= MAX_LINE:
            return True
        self.too_long += 1
        return False

    def _take(self, octets: bytes) -> None:
        self._hash.update(octets)
        self.octets += len(octets)
