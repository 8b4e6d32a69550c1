"""A restore counts once it was done, whole, in the time and of the age that were promised."""

from __future__ import annotations

from msgspec.structs import replace

from launchready.checks.handover import restore_tested as check
from launchready.facts.drills import DrillHistory, DrillResult, Figure, Trial
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, PASSED, UNKNOWN, history

Out = check.Outcomes


def given(drills: DrillHistory, **tables: object) -> dict[str, object]:
    """Show the judge a product with a database that promises half an hour and a day."""
    promised = {"rto_minutes": 30, "rpo_minutes": 1440}
    declared = manifest(**{"recovery": promised, **tables})
    return {
        "product": declared.product, "manifest": declared, "drills": drills, "clock": CLOCK,
    }  # fmt: skip


def drilled(
    result: DrillResult = PASSED,
    *failed: str,
    took: float | None = 12.0,
    old: float | None = 300.0,
    days_ago: int = 3,
) -> DrillHistory:
    """Make a drill's record: aspects that failed, minutes taken, minutes of age."""
    (record,) = history("restore", result, days_ago=days_ago).records
    figures = [
        Figure(name, value, "min")
        for name, value in (("recovery time", took), ("recovery point", old))
        if value is not None
    ]
    trials = tuple(Trial("backup", "restored", each, FAILED, "so and so") for each in failed)
    return DrillHistory((replace(record, figures=tuple(figures), trials=trials, by="Ana"),))


CASES = (
    Case(Out.RESTORED, "in time, and new enough", given(drilled())),
    Case(Out.RESTORED, "taken by the drill itself", given(drilled(old=None))),
    Case(Out.FAILED, "rows are missing", given(drilled(FAILED, "rows"))),
    Case(Out.FAILED, "rows are missing, and late", given(drilled(FAILED, "rows", took=99.0))),
    Case(Out.FAILED, "no backup to begin with", given(drilled(FAILED, took=None, old=None))),
    Case(Out.FAILED, "it failed by a promise that was changed since",
         given(drilled(FAILED, "recovery time"))),
    Case(Out.LATE, "took too long", given(drilled(FAILED, "recovery time", took=99.0))),
    Case(Out.LATE, "too old, as promised today", given(drilled(old=3000.0))),
    Case(Out.NOT_SEEN, "it could not be told", given(drilled(UNKNOWN))),
    Case(Out.NOT_SEEN, "nothing was measured", given(drilled(took=None))),
    Case(Out.CHANGED, "somebody edited it", given(
        replace(drilled(), tampered=("restore/20261101T120000Z.json",)))),
    Case(Out.UNTRIED, "never", given(NOTHING)),
    Case(Out.UNTRIED, "last year", given(drilled(days_ago=300))),
    Case(Out.UNTRIED, "the code needs a database",
         given(NOTHING, recovery=None, env={"DATABASE_URL": {}})),
    Case(Out.NOT_APPLICABLE, "no data", given(NOTHING, recovery=None)),
)  # fmt: skip

test_outcomes = judges(check, CASES)
