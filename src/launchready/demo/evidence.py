"""Keeps what drills say of a twin, signed, as a drill that somebody ran would."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

from launchready.demo.faults import Faults
from launchready.evidence import save_record
from launchready.facts.drills import DrillRecord
from launchready.signing import Signer


@cache
def _signer() -> Signer:
    """Make a key up for this process: the user's own vouches for nothing made up."""
    return Signer("the demo", secrets.token_bytes(32))


def keep(folder: Path, record: DrillRecord) -> Path:
    """Leave a record beside a twin's manifest."""
    return save_record(folder, record, _signer())


def spoil(folder: Path, faults: Faults) -> None:
    """Change what is kept, as somebody without the key would."""
    if not faults.evidence_changed:
        return
    for path in sorted((folder / ".launchready/drills/rollback").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("every route answered", "no route failed"), "utf-8")
