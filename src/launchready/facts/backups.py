"""Backups as files: what lies where the manifest says they are kept."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from launchready.facts.base import Fact


class BackupFile(Struct, frozen=True):
    """One dump: its name without folder, its size, and when it was written last; aware UTC."""

    name: str
    octets: int
    modified: datetime


class BackupFiles(Fact, frozen=True):
    """The files that `[recovery] backups` matches.

    Attributes:
        newest: the newest first, a few of them.
    """

    newest: tuple[BackupFile, ...] = ()
