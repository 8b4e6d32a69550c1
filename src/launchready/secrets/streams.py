"""Streams of bytes that are unpacked on the way, within a budget.

Nothing here holds more than a piece of what it reads, and nothing is written to disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

GZIP, BZIP2, XZ = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00"
MOST_UNPACKED_BYTES = 8 << 30
"""Of one file on disk, counted at every level of packing: a usual container image."""
MOST_RATIO = 200
"""Bytes that one packed byte may become, once there are many: deflate can do 1032
(zlib.net/feldspar.html), logs that repeat themselves stay below 100."""
RATIO_MATTERS_BYTES = 64 << 20
MOST_MEMBERS = 200_000
MOST_IN_MEMORY_BYTES = 64 << 20
"""For what has to be read as a whole: a zip in a tar, a source map, UTF-16."""
PIECE_BYTES = 1 << 20


class Readable(Protocol):
    """A stream of bytes that can at least be read forward."""

    def read(self, size: int = -1, /) -> bytes:
        """Read at most that many bytes; b"" at the end."""


class Refused(Exception):
    """What is inside is too much, or not what it says; the message is for the reader."""


@dataclass(slots=True)
class Budget:
    """What may still be unpacked of one file."""

    packed: int
    unpacked: int = 0
    members: int = 0

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            Refused: they are too many, or too many for what they were packed in.
        """
        self.unpacked += size
        if self.unpacked > MOST_UNPACKED_BYTES:
            raise Refused(f"unpacks to more than {MOST_UNPACKED_BYTES >> 30} GiB")
        if self.unpacked > max(RATIO_MATTERS_BYTES, self.packed * MOST_RATIO):
            raise Refused(f"unpacks to {MOST_RATIO} times its size")

    def member(self) -> None:
        """Count a member of an archive.

        Raises:
            Refused: there are too many.
        """
        self.members += 1
        if self.members > MOST_MEMBERS:
            raise Refused(f"more than {MOST_MEMBERS} members")


class Metered:
    """A stream whose every byte is spent from a budget; its first bytes can be peeked at."""

    def __init__(self, stream: Readable, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._ahead = b""

    def read(self, size: int = -1, /) -> bytes:
        """Read, from what was peeked at first."""
        if self._ahead:
            if size < 0:
                size = len(self._ahead)
            got, self._ahead = self._ahead[:size], self._ahead[size:]
            return got
        got = self._stream.read(PIECE_BYTES if size < 0 else min(size, PIECE_BYTES))
        self._budget.spend(len(got))
        return got

    def peek(self, size: int) -> bytes:
        """Give the first bytes without taking them."""
        while len(self._ahead) < size:
            got = self._stream.read(size - len(self._ahead))
            if not got:
                break
            self._budget.spend(len(got))
            self._ahead += got
        return self._ahead[:size]

    def whole(self) -> bytes:
        """Read all of it, where it is small enough to hold."""
        pieces, total = [], 0
        while piece := self.read(PIECE_BYTES):
            pieces.append(piece)
            total += len(piece)
            if total > MOST_IN_MEMORY_BYTES:
                raise Refused(f"larger than {MOST_IN_MEMORY_BYTES >> 20} MiB")
        return b"".join(pieces)


def filled(stream: Readable, size: int) -> bytes:
    """Read that many bytes, or to the end."""
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def unpacked(head: bytes, stream: Metered) -> Readable:
    """Unpack gzip, bzip2 or xz, told apart by the first bytes."""
    packed: Any = stream  # reading forward is all that these need
    unpacked: Readable
    if head.startswith(GZIP):
        import gzip

        unpacked = gzip.GzipFile(fileobj=packed, mode="rb")
    elif head.startswith(BZIP2):
        import bz2

        unpacked = bz2.BZ2File(packed)
    else:
        import lzma

        unpacked = lzma.LZMAFile(packed)  # noqa: SIM115 -- owns nothing to close
    return unpacked


def without_suffix(path: str) -> str:
    """Name what a packed file holds: "a.log.gz" holds "a.log", "a.tgz" holds "a.tar"."""
    for suffix, then in ((".tgz", ".tar"), (".gz", ""), (".bz2", ""), (".xz", "")):
        if path.endswith(suffix):
            return path.removesuffix(suffix) + then
    return path


def encoding_of(head: bytes) -> str:
    """Recognise UTF-16 and UTF-32 by their mark, or by where their zeros are; "" for others."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    mostly = len(head) // 2 * 0.7
    if len(head) >= 16 and max(even, odd) > mostly and min(even, odd) < len(head) // 40 + 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    return ""
