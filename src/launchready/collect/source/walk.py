"""Walks a folder within bounds: no symlinks, no caches, no devices, no endless files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

MAX_FILES = 20_000
MAX_FOLDERS = 5_000
MAX_DEPTH = 16
MAX_FILE_BYTES = 512 * 1024
"""Of one file: source code is smaller, bundles and dumps are not."""
MAX_TOTAL_BYTES = 48 * 1024 * 1024

SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", ".bundle", ".cache", ".direnv", ".eggs", ".gradle", ".idea",
     ".launchready", ".mypy_cache", ".next", ".nox", ".nuxt", ".output", ".parcel-cache",
     ".pytest_cache", ".ruff_cache", ".serverless", ".svelte-kit", ".terraform", ".tox",
     ".turbo", ".venv", ".vercel", ".yarn", "__pycache__", "bower_components", "node_modules",
     "site-packages", "target", "vendor", "venv"}
)  # fmt: skip
"""Made by tools, or other people's code."""


@dataclass(slots=True)
class Tree:
    """The regular files of a folder, in a fixed order, read on demand.

    Attributes:
        root: the folder.
        files: relative paths with forward slashes, sorted.
        truncated: why not everything is in it, or "".
    """

    root: Path
    files: tuple[str, ...]
    truncated: str = ""
    _read: int = field(default=0, init=False)

    def text(self, path: str) -> str:
        """Read a file as text; "" for one that is binary, gone, too large or unreadable."""
        if self._read >= MAX_TOTAL_BYTES:
            self.truncated = f"more than {MAX_TOTAL_BYTES // 1024**2} MB of text"
            return ""
        try:
            octets = _read(self.root / path)
        except OSError:
            return ""
        self._read += len(octets)
        if b"\0" in octets[:4096]:
            return ""
        return octets.decode("utf-8", "replace").lstrip("\ufeff")


def _read(path: Path) -> bytes:
    # The file may have become a pipe or a link since it was listed: neither is followed.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
            return b""
        return os.read(descriptor, MAX_FILE_BYTES)
    finally:
        os.close(descriptor)


def walk(root: Path, ignore: Sequence[str] = ()) -> Tree:
    """List a folder's files.

    Args:
        root: the folder.
        ignore: patterns of relative paths to leave out ("tests/fixtures/**").

    Raises:
        OSError: the folder itself cannot be listed.
    """
    found: list[str] = []
    truncated = ""
    for folders, (names, depth) in enumerate(_folders(root), 1):
        found += [name for name in names if not _ignored(name, ignore)]
        if depth >= MAX_DEPTH:
            truncated = f"folders deeper than {MAX_DEPTH}"
        if len(found) > MAX_FILES or folders > MAX_FOLDERS:
            truncated = (
                f"more than {MAX_FILES} files"
                if len(found) > MAX_FILES
                else f"more than {MAX_FOLDERS} folders"
            )
            break
    return Tree(root, tuple(sorted(found[:MAX_FILES])), truncated)


def _folders(root: Path) -> Iterator[tuple[list[str], int]]:
    """Go through folders breadth first, in a fixed order: a cut leaves the deepest out."""
    queue: list[tuple[str, int]] = [("", 0)]
    for relative, depth in queue:
        try:
            entries = sorted(os.scandir(root / relative), key=lambda entry: entry.name)
        except OSError:
            if not relative:
                raise
            continue
        files = []
        for entry in entries:
            path = f"{relative}/{entry.name}" if relative else entry.name
            if not _is_text(path):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS and depth < MAX_DEPTH:
                    queue.append((path, depth + 1))
            elif entry.is_file(follow_symlinks=False):
                files.append(path)
        yield files, depth


def _is_text(path: str) -> bool:
    """Say whether a name can be written down: not every octet string is UTF-8."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return path.isprintable()


def _ignored(path: str, patterns: Sequence[str]) -> bool:
    for pattern in patterns:
        plain = pattern.strip("/").removeprefix("./")
        if fnmatchcase(path, plain) or path.startswith(f"{plain.removesuffix('/**')}/"):
            return True
    return False
