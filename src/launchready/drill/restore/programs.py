"""Finds the programs of an installed Postgres."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from msgspec import Struct

from launchready.facts.base import CannotSee

NEEDED = ("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore")
PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the project's own packages for Red Hat
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
"""Where packages keep what is not on the path, one folder for each version."""


class Programs(Struct, frozen=True):
    """A folder with all of `NEEDED`.

    Attributes:
        folder: where they are.
        version: major version.
    """

    folder: Path
    version: int

    def path(self, name: str) -> str:
        """Give a program's path."""
        return str(self.folder / name)


def find_programs() -> Programs:
    """Find the newest whole set: on the path, or where packages keep them.

    Raises:
        CannotSee: none is installed.
    """
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += [found for place in PLACES for found in _matches(place)]
    whole = [folder for folder in folders if all((folder / name).exists() for name in NEEDED)]
    sets = [Programs(folder, _version(folder)) for folder in whole]
    if not sets:
        raise CannotSee(
            "no Postgres server is installed here: a backup is restored into one of this "
            "machine's own (apt-get install postgresql)"
        )
    return max(sets, key=lambda each: each.version)


def _matches(place: str) -> list[Path]:
    return sorted(Path("/").glob(place.lstrip("/")))


def _version(folder: Path) -> int:
    try:
        said = subprocess.run(
            (str(folder / "postgres"), "--version"), capture_output=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(rb"\d+", said)
    return int(found[0]) if found else 0
