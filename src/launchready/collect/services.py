"""What collectors may ask for beside the transport, the clock and the manifest."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class Folder(Struct, frozen=True):
    """The folder that the manifest's relative paths start from.

    Attributes:
        path: absolute; None for the audit of a bare domain, where nothing is on disk.
    """

    path: Path | None


class Environment(dict[str, str]):
    """Environment variables of this process, where `_env` keys find their values."""

    def __repr__(self) -> str:
        return f"<Environment of {len(self)} variables>"
