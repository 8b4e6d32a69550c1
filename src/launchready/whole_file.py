"""Writes files whole or not at all: who reads meanwhile sees the old one or the new."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec


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
