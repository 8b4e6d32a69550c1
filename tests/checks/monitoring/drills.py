"""Evidence of drills, as judges are shown it."""

from __future__ import annotations

from datetime import timedelta

from launchready.facts.drills import (
    DrillFinding,
    DrillHistory,
    DrillRecord,
    DrillResult,
    Figure,
)
from tests.checks.given import NOW

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN


def history(
    drill: str,
    result: DrillResult = PASSED,
    *findings: DrillFinding,
    minutes: float | None = None,
    days_ago: int = 3,
) -> DrillHistory:
    """Make a history of one drill."""
    figures = () if minutes is None else (Figure("took", minutes, "min"),)
    record = DrillRecord(
        drill,
        "acme.example",
        "production",
        NOW - timedelta(days=days_ago),
        60.0,
        result,
        "the words of the drill",
        findings,
        figures,
    )
    return DrillHistory((record,))


NOTHING = DrillHistory()
