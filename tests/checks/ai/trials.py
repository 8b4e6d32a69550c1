"""Evidence of `launchready ai` as the checks of AI features are shown it."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

from launchready.facts.assistants import Category
from launchready.facts.drills import DrillHistory, DrillRecord, DrillResult, Trial
from launchready.manifest.schema import Assistant
from tests.checks.cases import Case
from tests.checks.given import CLOCK

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN


def assistant(**more: Any) -> Assistant:
    """Declare an assistant."""
    return Assistant.model_validate({"name": "helpdesk", "url": "https://a.example/", **more})


def record(
    category: str,
    *results: DrillResult,
    days_ago: int = 3,
    of: str = "helpdesk",
    drill: str = "ai",
) -> DrillRecord:
    """Make the record of a run with one case for each result."""
    trials = tuple(
        Trial(of, f"case-{n}", category, result, "broke in 1 of 3 (6% to 79%): did it")
        for n, result in enumerate(results)
    )
    started = CLOCK.now - timedelta(days=days_ago)
    worst = FAILED if FAILED in results else PASSED
    return DrillRecord(drill, "acme.example", "staging", started, 1.0, worst, "", trials=trials)


def given(*records: DrillRecord) -> dict[str, Any]:
    """Show the judge an assistant and the evidence, the newest first."""
    return {"assistant": assistant(), "drills": DrillHistory(records), "clock": CLOCK}


def cases_of(check: ModuleType, category: Category) -> tuple[Case, ...]:
    """Give every situation that such a check can meet."""
    out, own = check.Outcomes, category.value
    other = "output" if own != "output" else "limits"
    held = record(own, PASSED, PASSED)
    return (
        Case(out.HELD, "all held", given(held)),
        Case(out.BROKE, "one broke", given(record(own, PASSED, FAILED, UNKNOWN))),
        Case(out.NOT_RUN, "one was not run", given(record(own, PASSED, UNKNOWN))),
        Case(out.UNTRIED, "never", given()),
        Case(out.UNTRIED, "two months ago", given(record(own, PASSED, days_ago=60))),
        Case(out.UNTRIED, "another assistant", given(record(own, PASSED, of="sales"))),
        Case(out.UNTRIED, "another category", given(record(other, PASSED))),
        Case(out.UNTRIED, "another drill", given(record(own, PASSED, drill="mail"))),
        Case(out.HELD, "mended since", given(held, record(own, FAILED, days_ago=9))),
        Case(out.BROKE, "broken since", given(record(own, FAILED), record(own, PASSED))),
        Case(out.HELD, "newer of another category", given(record(other, FAILED), held)),
    )
