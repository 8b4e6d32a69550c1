"""What a drill proved is kept beside the manifest, and read back as it was."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from launchready.collect.drills import drill_history
from launchready.collect.services import Folder
from launchready.evidence import MAX_RECORD_BYTES, save_record
from launchready.facts.base import CannotSee
from launchready.facts.drills import (
    DrillFinding,
    DrillHistory,
    DrillRecord,
    DrillResult,
    Figure,
)
from tests.checks.given import NOW, manifest

RECORD = DrillRecord(
    drill="log-canary",
    product="acme.example",
    environment="staging",
    started_at=NOW,
    duration_s=10.2,
    result=DrillResult.FAILED,
    summary="the logs hold: password",
    findings=(DrillFinding("logs/app.log:3", "holds the password"),),
    figures=(Figure("requests", 4, ""),),
    launchready="0.1",
)


async def history(folder: Path) -> DrillHistory:
    """Read the store as an audit does."""
    return await drill_history(manifest().product, Folder(folder))


def test_kept_and_read_back(tmp_path: Path) -> None:
    """A record comes back equal, the newest first, each drill told apart."""
    later = replace(RECORD, started_at=NOW + timedelta(days=1), result=DrillResult.PASSED)
    other = replace(RECORD, drill="mail", started_at=NOW + timedelta(days=2))
    paths = [save_record(tmp_path, each) for each in (later, RECORD, other)]
    found = asyncio.run(history(tmp_path))
    assert found.records == (other, later, RECORD)
    assert found.latest("log-canary") == later
    assert found.latest("spike") is None
    assert paths[1] == tmp_path / ".launchready/drills/log-canary/20261102T120000Z.json"
    assert sorted(each.name for each in paths[1].parent.iterdir()) == [
        "20261102T120000Z.json",
        "20261103T120000Z.json",
    ]


async def test_no_store_is_no_drill(tmp_path: Path) -> None:
    """A product that was never drilled has an empty history, not an error."""
    assert await history(tmp_path) == DrillHistory()


async def test_another_product_s_records_are_left_out(tmp_path: Path) -> None:
    """Two manifests in one folder do not lend each other their evidence."""
    save_record(tmp_path, replace(RECORD, product="other.example"))
    assert (await history(tmp_path)).records == ()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\xff\x00",
        b"[" * 100_000,
        b'{"drill": "log-canary"}',
        b'{"drill": "\xff"}',
        b" " * (MAX_RECORD_BYTES + 10),
    ],
)
async def test_damaged_files_are_named(tmp_path: Path, damaged: bytes) -> None:
    """What is no record is told, and hides none of the others."""
    good = save_record(tmp_path, RECORD)
    good.with_name("z.json").write_bytes(damaged)
    found = await history(tmp_path)
    assert found.records == (RECORD,)
    assert found.unreadable == ("log-canary/z.json",)


async def test_a_record_of_another_drill_s_folder_does_not_count(tmp_path: Path) -> None:
    """A file that was copied to another drill proves nothing of that drill."""
    path = save_record(tmp_path, RECORD)
    place = tmp_path / ".launchready/drills/restore"
    place.mkdir()
    (place / path.name).write_bytes(path.read_bytes())
    found = await history(tmp_path)
    assert found.latest("restore") is None
    assert len(found.records) == 1
    assert found.unreadable == (f"restore/{path.name}",)


async def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    """Evidence whose age cannot be told is no evidence."""
    path = save_record(tmp_path, RECORD)
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "started_at": "2026-11-02T12:00:00"}))
    assert (await history(tmp_path)).unreadable == (f"log-canary/{path.name}",)


async def test_a_bare_domain_has_no_evidence() -> None:
    """Without a folder nothing is known of drills, which is not the same as none."""
    with pytest.raises(CannotSee, match="bare domain"):
        await drill_history(manifest().product, Folder(None))
