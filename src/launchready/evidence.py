"""The product's evidence store: what drills proved, in files beside the manifest.

One JSON file for each run, `.launchready/drills/DRILL/TIME.json`.  The files hold no secret
and are made to be committed, so that colleagues and CI judge by the same evidence.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from launchready.facts.drills import DrillHistory, DrillRecord

STATE_FOLDER = ".launchready"
"""Beside the manifest: whatever launchready keeps of a product."""

MAX_RECORDS = 100
"""Newest files of one drill that are read."""
MAX_DRILLS = 50
MAX_RECORD_BYTES = 1024 * 1024
"""A mail drill of ten mails in eight mailboxes may need two thirds of it."""

_RECORD = TypeAdapter(DrillRecord)


def save_record(folder: Path, record: DrillRecord) -> Path:
    """Write a run's record, whole or not at all.

    Args:
        folder: that of the manifest.
        record: what came of the drill.

    Returns:
        The file.

    Raises:
        OSError: it cannot be written.
    """
    place = folder / STATE_FOLDER / "drills" / record.drill
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{record.started_at:%Y%m%dT%H%M%SZ}.json"
    scratch = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        scratch.write_bytes(record_json(record))
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return path


def record_json(record: DrillRecord) -> bytes:
    """Write a record as its file holds it."""
    return _RECORD.dump_json(record, indent=2) + b"\n"


def read_history(folder: Path, product: str) -> DrillHistory:
    """Read the records of one product; damaged and foreign files never raise.

    Args:
        folder: that of the manifest.
        product: apex domain; records of another product are left out.

    Raises:
        OSError: the store is there, but cannot be listed.
    """
    records: list[DrillRecord] = []
    unreadable: list[str] = []
    for path in _files(folder / STATE_FOLDER / "drills"):
        name = f"{path.parent.name}/{path.name}"
        try:
            with path.open("rb") as file:
                record = _RECORD.validate_json(file.read(MAX_RECORD_BYTES))
        except (OSError, ValidationError):
            unreadable.append(name)
            continue
        if record.drill != path.parent.name or record.started_at.tzinfo is None:
            unreadable.append(name)
        elif record.product == product:
            records.append(record)
    records.sort(key=lambda each: each.started_at, reverse=True)
    return DrillHistory(tuple(records), tuple(unreadable))


def _files(store: Path) -> Iterator[Path]:
    try:
        drills = sorted(entry.name for entry in os.scandir(store) if entry.is_dir())
    except FileNotFoundError:
        return
    for drill in drills[:MAX_DRILLS]:
        with contextlib.suppress(OSError):
            found = [e for e in os.scandir(store / drill) if e.is_file(follow_symlinks=False)]
            names = sorted(entry.name for entry in found if entry.name.endswith(".json"))
            for name in names[-MAX_RECORDS:]:
                yield store / drill / name
