"""Makes what a product sent safe to print: no control characters, no reversed text."""

from __future__ import annotations

import unicodedata

MAX_LENGTH = 400
"""Characters of one value that a report shows; the evidence has the rest."""


def plain(text: str, limit: int = MAX_LENGTH) -> str:
    """Give a text on one line, without what a terminal would obey rather than show."""
    if len(text) <= limit and text.isprintable():
        return text
    shown = "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else _visible(char)
        for char in text[: limit + 1]
    )
    return shown if len(text) <= limit else shown[:limit] + "…"


def _visible(char: str) -> str:
    if char in "\n\r\t" or unicodedata.category(char)[0] == "Z":
        return " "
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"
