"""What collectors may ask for beside the transport, the clock and the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder that the manifest's relative paths start from.

    Attributes:
        path: absolute; None for the audit of a bare domain, where nothing is on disk.
    """

    path: Path | None


class Environment(dict[str, str]):
    """Environment variables of this process, where `_env` keys find their values."""

    def __repr__(self) -> str:
        return f"<Environment of {len(self)} variables>"
