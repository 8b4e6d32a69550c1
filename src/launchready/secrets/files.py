"""Reads files from disk in large pieces: many small ones in one buffer, large ones in parts."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct

from launchready.secrets.contents import Contents, has_more, is_special
from launchready.secrets.scan import PARTING, Origin, Scan, Span

BUFFER_BYTES = 1 << 20
"""Files are read into one of these until it is full; fits a core's share of the cache."""
PART_BYTES = 1 << 22
"""Of a large file, read and scanned at once."""
OVERLAP_BYTES = 1 << 14
"""Read again on both sides of a part: wider than any rule and its context."""
MOST_FILE_BYTES = 4 << 30
"""Data of one file (holes are free); what is beyond is unread."""
SHARD = 512
"""Files that one worker takes at a time."""
SNIFFED_BYTES = 512


class File(Struct, frozen=True):
    """A file to scan.

    Attributes:
        path: as a place names it.
        real: where it is on disk.
        tracked: git keeps it.
    """

    path: str
    real: bytes
    tracked: bool = False


class FileReader:
    """Feeds files to a scan, on as many threads as there are cores."""

    def __init__(self, scan: Scan, workers: int = 0) -> None:
        self._scan = scan
        self._contents = Contents(scan)
        self._workers = workers or min(os.cpu_count() or 1, 8)
        self._local = threading.local()

    def read(self, files: Iterable[File]) -> None:
        """Scan all files; what cannot be read is said, never raised."""
        large: list[tuple[File, os.stat_result]] = []
        remaining = iter(files)
        shards = iter(lambda: list(islice(remaining, SHARD)), [])
        in_parallel((partial(self._shard, shard, large) for shard in shards), self._workers)
        parts = (part for file, status in large for part in self._parts(file, status))
        in_parallel(parts, self._workers)

    def _shard(self, files: Sequence[File], large: list[tuple[File, os.stat_result]]) -> None:
        if not hasattr(self._local, "buffer"):
            self._local.buffer = bytearray(BUFFER_BYTES)
        buffer: bytearray = self._local.buffer
        view = memoryview(buffer)
        spans: list[Span] = []
        at = 0
        for file in files:
            if self._scan.stopped.is_set():
                self._scan.unread(file.path, "the scan was stopped")
                continue
            try:
                handle = _open(file.real)
            except OSError as error:
                if reason := why_not(error):
                    self._scan.unread(file.path, reason)
                continue
            try:
                got = os.readv(handle, [view[at:-1]])
                if got == BUFFER_BYTES - 1 - at:  # there may be more of it
                    self._scan.buffer(buffer, at, spans)
                    spans, at = [], 0
                    got = os.preadv(handle, [view[:-1]], 0)
                if got == BUFFER_BYTES - 1:
                    large.append((file, os.fstat(handle)))
                    continue
            except OSError as error:
                if reason := why_not(error):
                    self._scan.unread(file.path, reason)
                continue
            finally:
                os.close(handle)
            origin = Origin(file.path, file.tracked, real=file.real)
            if is_special(file.path, buffer, at, min(at + SNIFFED_BYTES, at + got)):
                self._contents.take(origin, bytes(view[at : at + got]))
                continue
            if has_more(file.path, buffer, at, at + got):
                self._contents.more(origin, bytes(view[at : at + got]))
            spans.append(Span.whole(origin, at, at + got))
            at += got
            buffer[at] = PARTING
            at += 1
        self._scan.buffer(buffer, at, spans)

    def _parts(self, file: File, status: os.stat_result) -> Iterator[Callable[[], None]]:
        origin = Origin(file.path, file.tracked, file.real)
        if not stat.S_ISREG(status.st_mode):
            return
        try:
            handle = _open(file.real)
            try:
                head = os.read(handle, SNIFFED_BYTES)
                if is_special(file.path, head, 0, len(head)):
                    real = Path(os.fsdecode(file.real))
                    yield partial(self._contents.take_file, origin, real)
                    return
                stretches = list(_data(handle, status.st_size))
            finally:
                os.close(handle)
        except OSError as error:
            self._scan.unread(file.path, why_not(error) or "it cannot be read")
            return
        total = 0
        lines = _Lines(file.real)
        for start, end in stretches:
            for first in range(start, end, PART_BYTES):
                if total >= MOST_FILE_BYTES:
                    self._scan.unread(file.path, f"beyond its first {total >> 30} GiB")
                    return
                last = min(first + PART_BYTES, end)
                total += last - first
                yield partial(self._part, origin, first, last, (start, end), lines)

    def _part(
        self, origin: Origin, first: int, last: int, within: tuple[int, int], lines: _Lines
    ) -> None:
        start = max(first - OVERLAP_BYTES, within[0])
        end = min(last + OVERLAP_BYTES, within[1])
        if not hasattr(self._local, "part"):
            self._local.part = bytearray(PART_BYTES + 2 * OVERLAP_BYTES)
        buffer: bytearray = self._local.part
        try:
            handle = _open(origin.real)
            try:
                with memoryview(buffer)[: end - start] as view:
                    got = os.preadv(handle, [view], start)
            finally:
                os.close(handle)
        except OSError as error:
            self._scan.unread(origin.path, why_not(error) or "it cannot be read")
            return
        here = Origin(
            origin.path, origin.tracked, origin.real,
            lines_before=partial(lines.before, start),
        )  # fmt: skip
        span = Span(here, 0, got, first - start, min(last - start, got))
        self._scan.buffer(buffer, got, [span])


def _open(path: bytes) -> int:
    # Neither links nor pipes are followed, whatever the folder's owner made of a name.
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def why_not(error: OSError) -> str:
    """Say why a file cannot be read; "" for a link, and for what is no longer there."""
    import errno

    if error.errno in {errno.ELOOP, errno.ENOENT, errno.ENXIO, errno.EISDIR, errno.ENOTDIR}:
        return ""
    return (error.strerror or "it cannot be read").lower()


def _data(handle: int, size: int, at: int = 0) -> Iterator[tuple[int, int]]:
    """Give the stretches of a file that hold data, without its holes, from a place on."""
    while at < size:
        try:
            start = os.lseek(handle, at, os.SEEK_DATA)
            end = os.lseek(handle, start, os.SEEK_HOLE)
        except OSError as error:
            import errno

            if error.errno == errno.ENXIO:  # only a hole is left
                return
            start, end = at, size  # this file system does not tell
        yield start, min(end, size)
        at = max(end, at + 1)


class _Lines:
    """Counts the lines before places of a large file, reading it once at most for all."""

    def __init__(self, path: bytes) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._before = {0: 0}

    def before(self, end: int) -> int:
        """Count line ends in the first bytes of the file, from the nearest known place."""
        with self._lock:
            known = max(place for place in self._before if place <= end)
            self._before[end] = self._before[known] + _line_ends(self._path, known, end)
            return self._before[end]


def _line_ends(path: bytes, start: int, end: int) -> int:
    count = 0
    with suppress(OSError):
        handle = _open(path)
        try:
            for low, high in _data(handle, end, start):
                at = low
                while at < high:
                    piece = os.pread(handle, min(PART_BYTES, high - at), at)
                    if not piece:
                        break
                    count += piece.count(b"\n")
                    at += len(piece)
        finally:
            os.close(handle)
    return count


def in_parallel(jobs: Iterator[Callable[[], None]], workers: int) -> None:
    """Run jobs on threads, a few ahead of time; a single one without any thread.

    Scanning and reading happen outside of the interpreter's lock, so threads will do.
    """
    ahead = list(islice(jobs, 2))
    if len(ahead) < 2 or workers == 1:
        for job in chain(ahead, jobs):
            job()
        return
    from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

    with ThreadPoolExecutor(workers) as pool:
        running = {pool.submit(job) for job in ahead}
        for job in jobs:
            if len(running) >= workers * 4:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for each in done:
                    each.result()
            running.add(pool.submit(job))
        for each in running:
            each.result()
