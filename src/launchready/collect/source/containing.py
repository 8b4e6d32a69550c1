"""Finds files of a folder that hold a given value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from launchready.collect.source.walk import walk

MIN_LENGTH = 6
"""Shorter values stand everywhere by chance."""


def files_containing(
    root: Path, values: Mapping[str, str], ignore: Sequence[str] = ()
) -> dict[str, str]:
    """Find, for each named value, the first file and line that hold it.

    Files of values (.env and its kin) are left out: they are where a value belongs.

    Args:
        root: folder, walked within the bounds of `walk`.
        values: by name; those shorter than `MIN_LENGTH` are not looked for.
        ignore: patterns of relative paths to leave out.

    Returns:
        "path:line" by name.

    Raises:
        OSError: the folder cannot be listed.
    """
    tree = walk(root, ignore)
    left = {name: value for name, value in values.items() if len(value) >= MIN_LENGTH}
    found: dict[str, str] = {}
    for path in tree.files:
        if not left:
            break
        if PurePosixPath(path).name.startswith(".env"):
            continue
        text = tree.text(path)
        for name in [name for name, value in left.items() if value in text]:
            line = text.count("\n", 0, text.index(left.pop(name))) + 1
            found[name] = f"{path}:{line}"
    return found
