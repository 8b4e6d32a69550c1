"""Reads what is added to log files while a drill runs, however they are rotated."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

MAX_FILES = 500
MAX_NEW_BYTES = 256 * 1024 * 1024
"""Of all files together in one run; what is added beyond is not looked at."""
CHUNK = 1024 * 1024


class Piece(Struct, frozen=True):
    """What was added to a file, or a part of that.

    Attributes:
        path: relative to the root, where it is below.
        start: octets of the file before it.
        text: octets; begins with up to `overlap` octets that were given before.
    """

    path: str
    start: int
    text: bytes


class LogWatch:
    """Remembers how far each file goes, and gives what is added after that.

    A file is known by its inode, so that one renamed by rotation is read on, and one that
    was cut short (copytruncate) is read from its beginning.

    Args:
        root: folder that relative patterns start from.
        patterns: of files; absolute ones, and `**`, are understood.
        overlap: octets before what is new that are given again with it.
    """

    def __init__(self, root: Path, patterns: Sequence[str], overlap: int = 0) -> None:
        self._root = root
        self._patterns = patterns
        self._overlap = overlap
        self._read_to: dict[tuple[int, int], int] = {}
        self._first: dict[tuple[int, int], int] = {}
        self._left = MAX_NEW_BYTES
        self.files = 0
        for _, descriptor, status in self._open_all():
            os.close(descriptor)
            self._read_to[_identity(status)] = status.st_size
            self._first[_identity(status)] = status.st_size
            self.files += 1

    @property
    def exhausted(self) -> bool:
        """Say whether more was added than is looked at."""
        return self._left <= 0

    def added(self) -> Iterator[Piece]:
        """Give what was added since the last call."""
        for path, descriptor, status in self._open_all():
            try:
                yield from self._added_to(path, descriptor, status)
            finally:
                os.close(descriptor)

    def line_at(self, path: str, offset: int) -> int:
        """Count the lines up to an octet, from 1; 0 where the file cannot be read."""
        lines, left = 1, offset
        try:
            with (self._root / path).open("rb") as file:
                while left > 0 and (text := file.read(min(CHUNK, left))):
                    lines += text.count(b"\n")
                    left -= len(text)
        except OSError:
            return 0
        return lines

    def _added_to(self, path: str, descriptor: int, status: os.stat_result) -> Iterator[Piece]:
        key = _identity(status)
        position = self._read_to.get(key, 0)
        if status.st_size < position:  # cut short: another log has begun in its place
            position = self._first[key] = 0
        start = self._first.setdefault(key, 0)
        while position < status.st_size and self._left > 0:
            before = min(self._overlap, position - start)
            text = os.pread(descriptor, CHUNK + before, position - before)
            if len(text) <= before:
                break
            yield Piece(path, position - before, text)
            position += len(text) - before
            self._left -= len(text) - before
        self._read_to[key] = position

    def _open_all(self) -> Iterator[tuple[str, int, os.stat_result]]:
        seen: set[tuple[int, int]] = set()
        for path in self._paths():
            try:
                # Not to wait for the other end, should it be a pipe.
                descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError:
                continue
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or _identity(status) in seen:
                os.close(descriptor)
                continue
            seen.add(_identity(status))
            yield self._name(path), descriptor, status

    def _paths(self) -> list[str]:
        found: dict[str, None] = {}
        for pattern in self._patterns:
            whole = str(self._root / pattern)
            for path in glob.iglob(whole, recursive=True):  # noqa: PTH207 -- may be absolute
                found[path] = None
                if len(found) >= MAX_FILES:
                    return list(found)
        return list(found)

    def _name(self, path: str) -> str:
        place = Path(path)
        inside = place.is_relative_to(self._root)
        return str(place.relative_to(self._root)) if inside else path


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
