"""Contacts count where there are two of them, and one answered."""

from __future__ import annotations

from msgspec.structs import replace

from launchready.checks.handover import emergency_contacts as check
from launchready.facts.drills import DrillHistory, DrillResult, Figure, Trial
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, PASSED, UNKNOWN, history

Out = check.Outcomes
BOTH = ("Ana", "Ben")


def given(drills: DrillHistory, *names: str) -> dict[str, object]:
    """Show the judge whom the manifest names."""
    declared = manifest(contacts=[{"name": name, "reach": "+1 555 0100"} for name in names])
    return {
        "product": declared.product, "manifest": declared, "drills": drills, "clock": CLOCK,
    }  # fmt: skip


def drilled(
    result: DrillResult = PASSED,
    called: str = "Ana",
    days_ago: int = 3,
    minutes: float | None = 2,
) -> DrillHistory:
    """Make a drill's record of one call."""
    (record,) = history("failover-contact", result, days_ago=days_ago).records
    figures = () if minutes is None else (Figure("first answer", minutes, "min"),)
    trials = (Trial(called, "sms", "answers", result, "so and so"),)
    return DrillHistory((replace(record, figures=figures, trials=trials),))


CASES = (
    Case(Out.ANSWERED, "the first", given(drilled(), *BOTH)),
    Case(Out.SILENT, "nobody", given(drilled(FAILED, minutes=None), *BOTH)),
    Case(Out.NOT_SEEN, "it could not be told", given(drilled(UNKNOWN), *BOTH)),
    Case(Out.NOT_SEEN, "nothing was measured", given(drilled(minutes=None), *BOTH)),
    Case(Out.ALONE, "one name", given(drilled(), "Ana")),
    Case(Out.ALONE, "one name, twice", given(drilled(), "Ana", "Ana")),
    Case(Out.NONE, "no name", given(NOTHING)),
    Case(Out.UNTRIED, "never", given(NOTHING, *BOTH)),
    Case(Out.UNTRIED, "last year", given(drilled(days_ago=300), *BOTH)),
    Case(Out.UNTRIED, "others were called", given(drilled(called="Cleo"), *BOTH)),
    Case(Out.CHANGED, "somebody edited it", given(
        replace(NOTHING, tampered=("failover-contact/20261101T120000Z.json",)), *BOTH)),
)  # fmt: skip

test_outcomes = judges(check, CASES)
