"""The way back counts once somebody walked it, and who did is on record."""

from __future__ import annotations

from msgspec.structs import replace

from launchready.checks.handover import rollback_tested as check
from launchready.facts.drills import DrillHistory
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, UNKNOWN, history

Out = check.Outcomes


def given(drills: DrillHistory, rollback: str = "make rollback") -> dict[str, object]:
    """Show the judge a product that declares how to go back."""
    declared = manifest(deploy={"rollback": rollback})
    return {
        "product": declared.product, "manifest": declared, "drills": drills, "clock": CLOCK,
    }  # fmt: skip


CASES = (
    Case(Out.WALKED, "in time or not", given(history("rollback", minutes=99.0))),
    Case(Out.FAILED, "it failed", given(history("rollback", FAILED))),
    Case(Out.NOT_SEEN, "it could not be told", given(history("rollback", UNKNOWN))),
    Case(Out.CHANGED, "somebody edited it", given(
        replace(NOTHING, tampered=("rollback/20261101T120000Z.json",)))),
    Case(Out.UNTRIED, "never", given(NOTHING)),
    Case(Out.UNTRIED, "last year", given(history("rollback", days_ago=300))),
    Case(Out.NOT_APPLICABLE, "no command", given(NOTHING, rollback="")),
)  # fmt: skip

test_outcomes = judges(check, CASES)


def test_it_says_who_walked_it() -> None:
    """A name where the record bears one."""
    (record,) = history("rollback").records
    named = DrillHistory((replace(record, by="Ana"),))
    shown = given(named)
    verdict = check.judge(**shown)  # type: ignore[arg-type]
    assert verdict.summary.startswith("Ana went back on 2026-10-30")
