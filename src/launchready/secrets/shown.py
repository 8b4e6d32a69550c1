"""Names of files as they may be shown: whatever bytes they have, one line, nothing lost."""

from __future__ import annotations


def shown(name: bytes | str) -> str:
    """Write a name with escapes for what is not UTF-8 or not printable."""
    if isinstance(name, bytes):
        name = name.decode("utf-8", "backslashreplace")
    if name.isprintable():
        return name
    return "".join(
        each
        if each.isprintable()
        else each.encode("utf-8", "surrogateescape")
        .decode("latin-1")
        .encode("unicode_escape")
        .decode()
        for each in name
    )
