"""Where in a TOML text each key stands, so that errors can name the line."""

from __future__ import annotations

import tomllib
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]


def line_numbers(text: str) -> dict[Path, int]:
    """Map each table and key path of a TOML text to its line, counted from 1.

    Paths are as pydantic gives them: `("routes", 0, "url")`.  The text is split into
    statements by asking the TOML parser itself whether the lines so far are whole, so
    multi-line strings and arrays need no grammar of our own.  Inline tables count as
    the line they start on.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    pending: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not pending:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            start = number
        pending.append(line)
        try:
            statement = tomllib.loads("\n".join(pending))
        except tomllib.TOMLDecodeError:
            if len(pending) > 500:
                pending.clear()
            continue
        first = pending[0].lstrip()
        pending.clear()
        if first.startswith("["):
            table = _resolve(_path_of(statement), counts, is_array=first.startswith("[["))
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], start)
        else:
            for path in _keys(statement):
                found.setdefault(table + path, start)
    return found


def _path_of(statement: dict[str, Any]) -> tuple[str, ...]:
    """Follow the single chain of keys that a table header parses to."""
    path: list[str] = []
    here: Any = statement
    while here:
        if isinstance(here, list):
            here = here[0]
            continue
        key, here = next(iter(here.items()))
        path.append(key)
    return tuple(path)


def _resolve(header: tuple[str, ...], counts: dict[Path, int], *, is_array: bool) -> Path:
    """Put the index of the current element after each array of tables in a header."""
    path: Path = ()
    for position, key in enumerate(header):
        path += (key,)
        if is_array and position == len(header) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _keys(value: Any, prefix: Path = ()) -> list[Path]:
    """List every path inside a parsed statement."""
    paths: list[Path] = [prefix] if prefix else []
    if isinstance(value, dict):
        for key, inner in value.items():
            paths += _keys(inner, (*prefix, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            paths += _keys(inner, (*prefix, index))
    return paths
