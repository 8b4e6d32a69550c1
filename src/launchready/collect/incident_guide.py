"""Finds the document that people open in an incident, and what it speaks of."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.operations import IncidentGuide
from launchready.manifest.schema import Manifest, Repository

USUAL_PLACES = (
    "docs", "doc", "runbooks", "runbook", "docs/runbooks", "docs/ops", "ops", "handover", "."
)  # fmt: skip
USUAL_NAMES = re.compile(
    r"(?:incident|runbook|on.?call|outage|emergency|playbook)[\w.-]{0,60}\.(?:md|txt|rst|adoc)",
    re.IGNORECASE,
)
MAX_BYTES = 256 * 1024
_SPEAKS_OF = {
    "who": re.compile(r"\bphone\b|\bcall\b|contact|on.?call|escalat|@", re.IGNORECASE),
    "rollback": re.compile(r"roll(?:ing|ed)?[ -]?back|revert|previous release", re.IGNORECASE),
    "status": re.compile(
        r"status page|tell (?:the )?customers|announce|communicat", re.IGNORECASE
    ),
    "logs": re.compile(r"\blogs?\b|dashboard|tracker|sentry|grafana", re.IGNORECASE),
}


async def incident_guide(
    repository: Repository, manifest: Manifest, folder: Folder
) -> IncidentGuide:
    """Read the declared document, or the first with a usual name."""
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    root = folder.path / repository.path
    return await asyncio.to_thread(_look, root, manifest.monitoring.incident_checklist)


def find_guide(root: Path, declared: str) -> Path | None:
    """Give the declared document, or the first with a usual name; within the folder only."""
    path = root / declared if declared else _usual(root)
    if path is None or not path.resolve().is_relative_to(root.resolve()):
        return None
    return path if path.is_file() else None


def _look(root: Path, declared: str) -> IncidentGuide:
    try:
        path = find_guide(root, declared)
        if path is None:
            return IncidentGuide()
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise CannotSee(f"the incident document: {reason}") from None
    names = tuple(name for name, words in _SPEAKS_OF.items() if words.search(text))
    return IncidentGuide(path.relative_to(root).as_posix(), len(text.split()), names)


def _usual(root: Path) -> Path | None:
    for place in USUAL_PLACES:
        try:
            entries = sorted((root / place).iterdir())
        except OSError:
            continue
        for entry in entries[:2000]:
            if USUAL_NAMES.fullmatch(entry.name):
                return entry
    return None
