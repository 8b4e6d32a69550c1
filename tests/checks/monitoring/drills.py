"""Evidence of drills, as judges are shown it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from launchready.facts.drills import (
    DrillFinding,
    DrillHistory,
    DrillRecord,
    DrillResult,
    Figure,
    Trial,
)
from tests.checks.given import NOW

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN


def history(
    drill: str,
    result: DrillResult = PASSED,
    *findings: DrillFinding,
    minutes: float | None = None,
    days_ago: int = 3,
    trials: tuple[Trial, ...] = (),
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
        trials=trials,
    )
    return DrillHistory((record,))


NOTHING = DrillHistory()


def raised(
    aspects: Mapping[str, DrillResult], *, minutes: float | None = 0.1, days_ago: int = 3
) -> DrillHistory:
    """Make a history of an error drill; an aspect's "_" stands for "-"."""
    trials = tuple(
        Trial("error", "log", aspect.replace("_", "-"), result, f"{aspect}: {result.value}")
        for aspect, result in aspects.items()
    )
    bad = any(each.result is FAILED for each in trials)
    return history(
        "error", FAILED if bad else PASSED, minutes=minutes, days_ago=days_ago, trials=trials
    )
