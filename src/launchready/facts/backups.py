"""Backups as files: what lies where the manifest says they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from launchready.facts.base import Fact


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One dump: its name without folder, its size, and when it was written last; aware UTC."""

    name: str
    octets: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class BackupFiles(Fact):
    """The files that `[recovery] backups` matches.

    Attributes:
        newest: the newest first, a few of them.
    """

    newest: tuple[BackupFile, ...] = ()
