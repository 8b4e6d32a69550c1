"""Reads the end of the declared logs for what they should not print."""

from __future__ import annotations

import asyncio
import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.exposure import Exposed, LogExposure, LogExposures
from launchready.manifest.schema import Repository

DEADLINE_S = 20.0
MAX_FILES = 50
MAX_BYTES_OF_FILE = 8 * 1024**2
"""From the end: what a log prints today matters more than what it printed last year."""
MAX_BYTES = 32 * 1024**2
MAX_LINE = 16 * 1024


async def log_exposures(repository: Repository, folder: Folder) -> LogExposures:
    """Look for passwords, tokens, cookies and customers' data in the logs."""
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    if not repository.logs:
        return LogExposures()
    return await asyncio.to_thread(read_logs, folder.path / repository.path, repository.logs)


def read_logs(root: Path, patterns: tuple[str, ...]) -> LogExposures:
    """Read the logs that patterns name; blocks for as long as the disk takes."""
    from launchready.secrets.exposure import ANSI, exposures

    found: list[LogExposure] = []
    cut: list[str] = []
    unread: list[str] = []
    files = lines = left = 0
    left = MAX_BYTES
    paths, missing = _matching(root, patterns)
    for path in paths[:MAX_FILES]:
        name = path.relative_to(root).as_posix()
        try:
            octets, start = _tail(path, min(left, MAX_BYTES_OF_FILE))
        except OSError as error:
            unread.append(f"{name}: {(error.strerror or 'it cannot be read').lower()}")
            continue
        files += 1
        left -= len(octets)
        if start:
            cut.append(name)
            octets = octets.partition(b"\n")[2]
        text = b"\n".join(line[:MAX_LINE] for line in ANSI.sub(b"", octets).split(b"\n"))
        lines += text.count(b"\n")
        counts: Counter[Exposed] = Counter()
        firsts: dict[Exposed, tuple[int, str]] = {}
        for hit in exposures(text):
            counts[hit.kind] += 1
            at = firsts.get(hit.kind)
            if at is None or hit.start < at[0]:
                firsts[hit.kind] = (hit.start, hit.shown)
        for kind, (place, shown) in firsts.items():
            line = text.count(b"\n", 0, place) + 1
            found.append(LogExposure(kind, shown, name, line, counts[kind]))
    unread += [f"{path.relative_to(root)}: too many logs" for path in paths[MAX_FILES:]]
    return LogExposures(
        tuple(found), files, lines, tuple(missing), tuple(cut), tuple(unread[:20])
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
