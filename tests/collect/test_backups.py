"""What lies where backups are kept is seen, and nothing in it is read."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from launchready.collect.backups import backup_files
from launchready.collect.services import Folder
from launchready.facts.backups import BackupFile, BackupFiles
from launchready.facts.base import CannotSee
from tests.checks.given import manifest


async def look(folder: Path | None, pattern: str) -> BackupFiles:
    """Look as an audit does."""
    declared = manifest(recovery={"backups": pattern} if pattern else {"kept": "in a safe"})
    return await backup_files(declared.product, declared, Folder(folder))


async def test_the_newest_is_first(tmp_path: Path) -> None:
    """By the file's own time; a folder counts with what is in it."""
    (tmp_path / "b" / "two").mkdir(parents=True)
    (tmp_path / "b" / "two" / "toc.dat").write_bytes(b"x" * 70)
    (tmp_path / "b" / "one").write_bytes(b"y" * 30)
    os.utime(tmp_path / "b" / "one", (86400, 86400))
    os.utime(tmp_path / "b" / "two", (0, 0))
    day = datetime(1970, 1, 2, tzinfo=UTC)
    expected = (BackupFile("one", 30, day), BackupFile("two", 70, day.replace(day=1)))
    assert (await look(tmp_path, "b/*")).newest == expected
    assert (await look(Path("/"), str(tmp_path / "b" / "o*"))).newest == expected[:1]


async def test_no_file_and_no_pattern_are_no_backups(tmp_path: Path) -> None:
    """Which of both it is, the manifest says."""
    assert await look(tmp_path, "b/*.dump") == BackupFiles()
    assert await look(tmp_path, "") == BackupFiles()


@pytest.mark.parametrize("pattern", ["**x/*", "a" * 5000])
async def test_what_cannot_be_looked_at_is_not_empty(tmp_path: Path, pattern: str) -> None:
    """A pattern that is none, or too long for any name, is told, or matches nothing."""
    try:
        assert await look(tmp_path, pattern) == BackupFiles()
    except CannotSee as error:
        assert pattern in str(error)  # noqa: PT017


async def test_a_bare_domain_has_no_files() -> None:
    """Without a folder nothing was looked at."""
    with pytest.raises(CannotSee):
        await look(None, "b/*")
