"""The product's evidence store: what drills proved, in files beside the manifest.

One JSON file for each run, `.launchready/drills/DRILL/TIME.json`, and its signature beside it
in `TIME.json.sig`.  The files hold no secret and are made to be committed, so that colleagues
and CI judge by the same evidence.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from launchready.facts.drills import DrillHistory, DrillRecord
from launchready.signing import MAX_SEAL_BYTES, Signer, verify
from launchready.whole_file import Damaged, json_content, json_value, write_whole

STATE_FOLDER = ".launchready"
"""Beside the manifest: whatever launchready keeps of a product."""

MAX_RECORDS = 100
"""Newest files of one drill that are read."""
MAX_DRILLS = 50
MAX_RECORD_BYTES = 1024 * 1024
"""A mail drill of ten mails in eight mailboxes may need two thirds of it."""


def save_record(folder: Path, record: DrillRecord, signer: Signer | None = None) -> Path:
    """Write a run's record and its signature, each whole or not at all.

    Args:
        folder: that of the manifest.
        record: what came of the drill.
        signer: who signs it, if anybody; the record then bears their name and key.

    Returns:
        The file.

    Raises:
        OSError: it cannot be written.
    """
    if signer is not None:
        record = replace(record, by=signer.by, key=signer.fingerprint)
    path = folder / STATE_FOLDER / "drills" / record.file
    path.parent.mkdir(parents=True, exist_ok=True)
    content = record_json(record)
    # The signature first: at no moment does a record stand there that seems tampered with.
    seal = seal_path(path)
    if signer is not None:
        write_whole(seal, signer.seal(record.file, content))
    else:
        seal.unlink(missing_ok=True)
    write_whole(path, content)
    return path


def seal_path(path: Path) -> Path:
    """Give where a record's signature is kept."""
    return path.with_name(f"{path.name}.sig")


def record_json(record: DrillRecord) -> bytes:
    """Write a record as its file holds it."""
    return json_content(record)


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
    tampered: list[str] = []
    for path in _files(folder / STATE_FOLDER / "drills"):
        name = f"{path.parent.name}/{path.name}"
        try:
            with path.open("rb") as file:
                content = file.read(MAX_RECORD_BYTES)
            record = json_value(content, DrillRecord)
        except (OSError, Damaged):
            unreadable.append(name)
            continue
        if record.drill != path.parent.name or record.started_at.tzinfo is None:
            unreadable.append(name)
        elif _signed_by(path, name, content) != record.key:
            tampered.append(name)
        elif record.product == product:
            records.append(record)
    records.sort(key=lambda each: each.started_at, reverse=True)
    return DrillHistory(tuple(records), tuple(unreadable), tuple(tampered))


def _signed_by(path: Path, name: str, content: bytes) -> str | None:
    """Give the key that signed a file, "" without a signature, None with one that is bad."""
    try:
        with seal_path(path).open("rb") as file:
            seal = file.read(MAX_SEAL_BYTES)
    except FileNotFoundError:
        return ""
    except OSError:
        return None
    return verify(name, content, seal) or None


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
