"""Proofs of ownership, as judges are shown them."""

from __future__ import annotations

from datetime import timedelta

from launchready.facts.drills import DrillHistory, DrillRecord, DrillResult, Trial
from launchready.facts.ownership import OWNERSHIP
from tests.checks.given import NOW

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN


def trial(
    asset: str = "dns",
    method: str = "dns",
    provider: str = "cloudflare",
    result: DrillResult = PASSED,
) -> Trial:
    """Make what came of one attempt."""
    return Trial(asset, provider, method, result, "what was seen", ("by: Ana",))


def record(*trials: Trial, days_ago: float = 3) -> DrillRecord:
    """Make a record of attempts."""
    return DrillRecord(
        OWNERSHIP, "acme.example", "production", NOW - timedelta(days=days_ago), 0.0,
        PASSED, "proofs", trials=trials,
    )  # fmt: skip


def proven(*trials: Trial, days_ago: float = 3) -> DrillHistory:
    """Make a history with one record."""
    return DrillHistory((record(*trials, days_ago=days_ago),))


NOTHING = DrillHistory()
