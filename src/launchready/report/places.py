"""Where a finding stands: the line of launchready.toml that declares it, or a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct, field

from launchready.audit.model import Finding
from launchready.manifest.load import FILE_NAME
from launchready.manifest.positions import line_numbers
from launchready.manifest.schema import Manifest, Subject

MAX_BYTES = 4 * 1024 * 1024
"""Size of a manifest that is read for its lines; findings of a larger one stand on line 1."""


class Place(Struct, frozen=True):
    """A line of a file; `path` is relative to the root of the sources, with slashes."""

    path: str
    line: int = 1


class Places(Struct, frozen=True):
    """Where the subjects of one report are declared.

    Attributes:
        manifest: the manifest's place.
        lines: by a subject's key, the line of its table; the product's where it has none.
        folder: the folder of the manifest; None where it cannot be read now.
    """

    manifest: Place
    lines: Mapping[str, int] = field(default_factory=dict)
    folder: Path | None = None
    root: Path | None = None

    def declared(self, finding: Finding) -> Place:
        """Give the line that declares what a finding is about."""
        return Place(self.manifest.path, self.lines.get(finding.subject, self.manifest.line))

    def source(self, finding: Finding) -> Place | None:
        """Give the file of the repository that a finding names, if it is there."""
        path, line = _split(finding.target)
        if self.folder is None or self.root is None or not _inside(path):
            return None
        try:
            found = (self.folder / path).resolve()
            if not found.is_file():
                return None
            return Place(found.relative_to(self.root).as_posix(), line)
        except (OSError, ValueError):
            return None


def find_places(manifest: str) -> Places:
    """Read the manifest that a report names; without one, everything stands on line 1.

    The root of the sources is the folder with `.git` around the manifest, or the
    manifest's own folder, as code scanning counts paths from there.
    """
    if not manifest:
        return Places(Place(FILE_NAME))
    path = Path(manifest)
    try:
        if path.stat().st_size > MAX_BYTES:
            return Places(Place(path.name))
        text = path.read_bytes().decode("utf-8-sig")
        lines = dict(_lines(text))
    except (OSError, ValueError):  # not there, not text, not TOML, not a manifest now
        return Places(Place(path.name or FILE_NAME))
    folder = path.resolve().parent
    above = (folder, *folder.parents)
    root = next((each for each in above if (each / ".git").exists()), folder)
    name = (folder / path.name).relative_to(root).as_posix()
    return Places(Place(name, lines.get("", 1)), lines, folder, root)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Map each subject's key to its line; "" to the product's."""
    manifest = Manifest.model_validate(tomllib.loads(text))
    positions = line_numbers(text)
    product = positions.get(("product",), 1)
    yield "", product
    for path, subject in _subjects(manifest):
        yield subject.key, positions.get(path, product)


def _subjects(manifest: Manifest) -> Iterator[tuple[tuple[str | int, ...], Subject]]:
    for name in type(manifest).model_fields:
        yield from _within((name,), getattr(manifest, name))


def _within(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[Any, Subject]]:
    match value:
        case Subject():
            yield path, value
        case dict():
            for key, inner in value.items():
                yield from _within((*path, key), inner)
        case tuple():
            for index, inner in enumerate(value):
                yield from _within((*path, index), inner)


def _split(target: str) -> tuple[str, int]:
    found = re.fullmatch(r"(.{1,1000}?):(\d{1,7})", target)
    return (found[1], int(found[2]) or 1) if found else (target, 1)


def _inside(path: str) -> bool:
    if not path or len(path) > 1000 or "\0" in path or "://" in path:
        return False
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts
