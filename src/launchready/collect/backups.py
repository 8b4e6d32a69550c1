"""Looks where backups are kept, and at nothing in them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from launchready.collect.services import Folder
from launchready.facts.backups import BackupFile, BackupFiles
from launchready.facts.base import CannotSee
from launchready.manifest.schema import Manifest, Product

SHOWN = 5
MAX_FILES = 100_000


async def backup_files(product: Product, manifest: Manifest, folder: Folder) -> BackupFiles:
    """Find the newest files or folders that the declared pattern matches."""
    pattern = manifest.recovery.backups if manifest.recovery else ""
    if not pattern:
        return BackupFiles()
    if folder.path is None:
        raise CannotSee("there is no folder to look for backups in")
    try:
        return await asyncio.to_thread(_find, folder.path, pattern)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the pattern cannot be read"
        raise CannotSee(f"{pattern}: {reason.lower()}") from None


def _find(folder: Path, pattern: str) -> BackupFiles:
    given = Path(pattern)
    root, inner = Path(given.anchor) if given.anchor else folder, str(
        given.relative_to(given.anchor) if given.anchor else given
    )  # fmt: skip
    found = []
    for count, path in enumerate(root.glob(inner)):
        if count >= MAX_FILES:
            raise CannotSee(f"{pattern} matches over {MAX_FILES:,} files")
        status = path.stat()
        octets = status.st_size
        if path.is_dir():  # pg_dump --format=directory
            octets = sum(each.stat().st_size for each in path.iterdir() if each.is_file())
        found.append(
            BackupFile(path.name, octets, datetime.fromtimestamp(status.st_mtime, UTC))
        )
    found.sort(key=lambda each: each.modified, reverse=True)
    return BackupFiles(tuple(found[:SHOWN]))
