"""Writes files whole or not at all: who reads meanwhile sees the old one or the new."""

from __future__ import annotations

import os
from pathlib import Path


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
