"""Finds the manifests of a fleet: in a folder, in a list, or named one by one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

MANIFEST = "launchready.toml"
MAX_DEPTH = 6
"""Folders below the one that is named in which manifests are looked for."""
MAX_LIST_BYTES = 16 * 1024 * 1024
_SKIPPED = frozenset({".git", ".venv", "node_modules", "__pycache__", ".launchready"})


class NoFleet(Exception):
    """Nothing to audit was named; the message says what was looked at."""


def find_targets(named: Sequence[Path]) -> tuple[Path, ...]:
    """Give the manifests, each once, in a fixed order; they need not be right, or there.

    Args:
        named: folders with manifests anywhere below; manifests (`*.toml`); lists with a
            manifest or a folder that has one in each line, `#` for comments.

    Raises:
        NoFleet: a list cannot be read, or no manifest is found at all.
    """
    found: dict[Path, None] = {}
    for each in named:
        if each.is_dir():
            found |= dict.fromkeys(_below(each))
        elif each.suffix == ".toml":
            found[each.absolute()] = None
        else:
            found |= dict.fromkeys(_listed(each))
    if not found:
        where = ", ".join(map(str, named))
        raise NoFleet(f"no {MANIFEST} is in {where}, nor in a folder below")
    return tuple(found)


def _below(folder: Path) -> Iterator[Path]:
    start = len(folder.absolute().parts)
    for place, names, files in os.walk(folder.absolute()):
        deep = len(Path(place).parts) - start
        names[:] = sorted(set(names) - _SKIPPED) if deep < MAX_DEPTH else []
        if MANIFEST in files:
            yield Path(place, MANIFEST)


def _listed(path: Path) -> Iterator[Path]:
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_LIST_BYTES + 1)
    except OSError as error:
        raise NoFleet(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    if len(octets) > MAX_LIST_BYTES:
        raise NoFleet(f"{path}: is over {MAX_LIST_BYTES // 1024 // 1024} MB")
    for line in octets.decode("utf-8", "replace").splitlines():
        name = line.partition("#")[0].strip()
        if name:
            target = (path.parent / name).absolute()
            yield target if target.suffix == ".toml" else target / MANIFEST
