"""Writes TOML from strangers' strings: nothing in them can end a string or a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDTH = 92
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text: str) -> str:
    """Write a basic string (TOML 1.0, "String")."""
    return '"' + "".join(_escape(char) for char in text[:2000]) + '"'


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    number = ord(char)
    if 0xD800 <= number <= 0xDFFF:  # half a character: TOML has no way to write it
        return "\ufffd"
    return f"\\U{number:08x}"


def key(text: str) -> str:
    """Write a key, bare where it may be."""
    return text if _BARE.fullmatch(text) else quote(text)


def strings(values: Sequence[str]) -> str:
    """Write an array of strings."""
    return f"[{', '.join(quote(value) for value in values)}]"


def plain(text: str) -> str:
    """Make a text safe to stand in a comment or a message: one line, printable, bounded."""
    return "".join(char if char.isprintable() else "?" for char in text[:300])


def comment(text: str, *, ask: bool = False) -> list[str]:
    """Write a comment, wrapped; a question begins with "# ?"."""
    first, further = ("# ? ", "#   ") if ask else ("# ", "# ")
    lines: list[str] = []
    line = first
    for word in plain(text).split():
        if len(line) + len(word) > WIDTH and line.strip("#? "):
            lines.append(line.rstrip())
            line = further
        line += f"{word} "
    return [*lines, line.rstrip()]
