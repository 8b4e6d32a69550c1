"""Mail drills to show to judges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from launchready.facts.drills import DrillHistory, DrillRecord, DrillResult, Trial
from tests.checks.given import CLOCK, NOW, manifest

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN
SIGNUP = {"name": "signup", "route": "signup"}
NEWS = {"name": "news", "route": "signup", "bulk": True}
ROUTE = {"name": "signup", "url": "https://app.acme.example/signup"}


def trial(aspect: str, result: DrillResult = PASSED, text: str = "seen", **f: Any) -> Trial:
    """Make a trial of the signup mail at one mailbox."""
    fields = {"subject": "signup", "place": "gmail", **f}
    return Trial(aspect=aspect, result=result, text=text, **fields)


def given(
    *trials: Trial, mails: tuple[dict[str, Any], ...] = (SIGNUP,), days: int = 2, **tables: Any
) -> dict[str, Any]:
    """Show a judge what a drill some days ago came to; no trials mean no drill."""
    declared = manifest(mails=list(mails), routes=[ROUTE], **tables)
    record = DrillRecord(
        "mail", "acme.example", "staging", NOW - timedelta(days=days), 1.0, PASSED, "",
        trials=trials,
    )  # fmt: skip
    history = DrillHistory((record,) if trials else ())
    return {
        "product": declared.product,
        "history": history,
        "manifest": declared,
        "clock": CLOCK,
    }
