"""What the drill saw of each health route counts while it is recent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from launchready.checks.performance import health_route_honest as check
from launchready.facts.drills import DrillHistory, DrillRecord, DrillResult, Trial
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW, manifest, route

from .evidence import FAILED, PASSED, UNKNOWN

Out = check.Outcomes
URL = "https://app.acme.example/health"


def given(
    honest: DrillResult | None = PASSED,
    back: DrillResult | None = PASSED,
    *,
    days: int = 1,
    url: str = URL,
    database: bool = True,
) -> dict[str, Any]:
    """Show a drill; None leaves an aspect out."""
    trials = tuple(
        Trial("health", url, aspect, result, f"{aspect} {result.value}")
        for aspect, result in (("honest", honest), ("recovers", back))
        if result is not None
    )
    record = DrillRecord(
        drill="health",
        product="acme.example",
        environment="staging",
        started_at=NOW - timedelta(days=days),
        duration_s=30.0,
        result=PASSED,
        summary="it was not started again",
        trials=trials,
    )
    tables: dict[str, Any] = {"database": {"url_env": "DATABASE_URL"}} if database else {}
    return {
        "route": route(URL, kind="health"),
        "manifest": manifest(**tables),
        "drills": DrillHistory((record,)),
        "clock": CLOCK,
    }


CASES = (
    Case(Out.HONEST, "it told", given()),
    Case(Out.LIES, "it went on answering", given(FAILED)),
    Case(Out.LIES, "and never came back", given(FAILED, FAILED)),
    Case(Out.STAYS_DOWN, "it told, and never came back", given(PASSED, FAILED)),
    Case(Out.STAYS_DOWN, "the database was not started again", given(PASSED, None)),
    Case(Out.NOT_SEEN, "nobody knows whether it was gone", given(UNKNOWN)),
    Case(Out.NOT_SEEN, "the drill could not begin", given(None, None)),
    Case(Out.NOT_SEEN, "another route was looked at", given(url="https://acme.example/up")),
    Case(Out.HONEST, "90 days ago", given(days=90)),
    Case(Out.UNTRIED, "91 days ago", given(days=91)),
    Case(Out.UNTRIED, "never", {**given(), "drills": DrillHistory()}),
)

test_outcomes = judges(check, CASES)


def test_other_routes_are_left_alone() -> None:
    """A page may well work without its database."""
    assert check.applies(route(URL, kind="health"))
    assert not check.applies(route(URL, kind="page"))


def test_without_a_database_there_is_nothing_to_take_away() -> None:
    """A product that declares none is not asked for a drill."""
    assert check.judge(**given(database=False)).outcome is Out.NOT_APPLICABLE
