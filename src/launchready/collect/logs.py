"""Reads the end of the declared logs: for what they should not print, and what they must."""

from __future__ import annotations

import asyncio
import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from launchready.collect.log_lines import context_of, events_of, telling_lines
from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.exposure import Exposed, LogExposure, LogExposures
from launchready.facts.operations import LogEvent, LogEvents, LoggedEvent
from launchready.manifest.schema import Repository

DEADLINE_S = 20.0
MAX_FILES = 50
MAX_BYTES_OF_FILE = 8 * 1024**2
"""From the end: what a log prints today matters more than what it printed last year."""
MAX_BYTES = 32 * 1024**2
MAX_LINE = 16 * 1024


async def log_exposures(repository: Repository, folder: Folder) -> LogExposures:
    """Look for passwords, tokens, cookies and customers' data in the logs."""
    if not repository.logs:
        return LogExposures()
    return await asyncio.to_thread(exposures_in, _root(repository, folder), repository.logs)


async def log_events(repository: Repository, folder: Folder) -> LogEvents:
    """Look for the failures that a log must tell of, and for what finds their cause."""
    if not repository.logs:
        return LogEvents()
    return await asyncio.to_thread(events_in, _root(repository, folder), repository.logs)


def _root(repository: Repository, folder: Folder) -> Path:
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    return folder.path / repository.path


class LogText(Struct, frozen=True):
    """The end of one log.

    Attributes:
        name: path relative to the repository.
        text: octets, without colours, each line at most `MAX_LINE` long.
        cut: it begins after the beginning of the log.
    """

    name: str
    text: bytes
    cut: bool


@dataclass(slots=True)
class LogReader:
    """Reads the end of every log that patterns name, within bounds; blocks on the disk.

    Attributes:
        missing: patterns that match no file.
        unread: "path: reason" of those that could not be read; complete once all were.
    """

    root: Path
    patterns: tuple[str, ...]
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def texts(self) -> Iterator[LogText]:
        """Give one log after another."""
        from launchready.secrets.exposure import ANSI

        left = MAX_BYTES
        paths, self.missing = _matching(self.root, self.patterns)
        for path in paths[:MAX_FILES]:
            name = path.relative_to(self.root).as_posix()
            try:
                octets, start = _tail(path, min(left, MAX_BYTES_OF_FILE))
            except OSError as error:
                reason = (error.strerror or "it cannot be read").lower()
                self.unread.append(f"{name}: {reason}")
                continue
            left -= len(octets)
            if start:
                octets = octets.partition(b"\n")[2]
            lines = (line[:MAX_LINE] for line in ANSI.sub(b"", octets).split(b"\n"))
            yield LogText(name, b"\n".join(lines), bool(start))
        self.unread += [f"{p.relative_to(self.root)}: too many logs" for p in paths[MAX_FILES:]]
        del self.unread[20:]


def exposures_in(root: Path, patterns: tuple[str, ...]) -> LogExposures:
    """Find what the logs give away; blocks for as long as the disk takes."""
    from launchready.secrets.exposure import exposures

    found: list[LogExposure] = []
    cut: list[str] = []
    files = lines = 0
    reader = LogReader(root, patterns)
    for log in reader.texts():
        files += 1
        lines += log.text.count(b"\n")
        if log.cut:
            cut.append(log.name)
        counts: Counter[Exposed] = Counter()
        firsts: dict[Exposed, tuple[int, str]] = {}
        for hit in exposures(log.text):
            counts[hit.kind] += 1
            at = firsts.get(hit.kind)
            if at is None or hit.start < at[0]:
                firsts[hit.kind] = (hit.start, hit.shown)
        for kind, (place, shown) in firsts.items():
            line = log.text.count(b"\n", 0, place) + 1
            found.append(LogExposure(kind, shown, log.name, line, counts[kind]))
    return LogExposures(
        tuple(found), files, lines, tuple(reader.missing), tuple(cut), tuple(reader.unread)
    )


def events_in(root: Path, patterns: tuple[str, ...]) -> LogEvents:
    """Find what the logs tell of; blocks for as long as the disk takes."""
    tally: dict[LogEvent, LoggedEvent] = {}
    files = lines = 0
    reader = LogReader(root, patterns)
    for log in reader.texts():
        files += 1
        lines += log.text.count(b"\n")
        for number, line in telling_lines(log.text):
            for event in events_of(line):
                tally[event] = _counted(tally.get(event), event, log.name, number, line)
    found = tuple(tally[event] for event in LogEvent if event in tally)
    return LogEvents(found, files, lines, tuple(reader.missing), tuple(reader.unread))


def _counted(
    before: LoggedEvent | None, event: LogEvent, path: str, number: int, line: bytes
) -> LoggedEvent:
    timed, placed, traced = context_of(line)
    if before is None:
        return LoggedEvent(event, 1, path, number, timed, placed, traced)
    return LoggedEvent(
        event,
        before.count + 1,
        path,
        number,
        before.timed + timed,
        before.placed + placed,
        before.traced + traced,
    )


def _matching(root: Path, patterns: tuple[str, ...]) -> tuple[list[Path], list[str]]:
    paths: dict[Path, None] = {}
    missing = []
    for pattern in patterns:
        matched = sorted(path for path in _glob(root, pattern) if path.is_file())
        if not matched:
            missing.append(pattern)
        paths.update(dict.fromkeys(matched))
    return list(paths), missing


def _glob(root: Path, pattern: str) -> Iterator[Path]:
    try:
        yield from (path for path in root.glob(pattern) if not path.is_symlink())
    except (ValueError, NotImplementedError, OSError):
        return


def _tail(path: Path, size: int) -> tuple[bytes, int]:
    """Read the last octets of a regular file, and say how many stand before them."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        start = max(0, status.st_size - size)
        os.lseek(descriptor, start, os.SEEK_SET)
        parts = []
        while size > 0 and (part := os.read(descriptor, size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts), start
    finally:
        os.close(descriptor)
