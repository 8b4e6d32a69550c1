"""Writes files whole or not at all: who reads meanwhile sees the old one or the new."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class Damaged(ValueError):
    """A file does not hold what `json_content` writes; the message quotes none of it."""


def json_value(content: bytes, kind: type[T]) -> T:
    """Read a value that `json_content` wrote; what is not exactly such a one is refused.

    Raises:
        Damaged: it is no JSON, or of other types.
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Damaged("not as launchready writes it") from None


def json_content(value: Any, indent: int | None = 2) -> bytes:
    """Give a value as the content of a file of its own: JSON, in a fixed order.

    Args:
        value: a struct, or a sequence of such.
        indent: spaces of each step in; None for one line.
    """
    content = msgspec.json.encode(value)
    return (content if indent is None else msgspec.json.format(content, indent=indent)) + b"\n"


def write_whole(path: Path, content: bytes) -> None:
    """Put a content in a file's place.

    Args:
        path: of the file; its folder is there.
        content: of the whole file.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
