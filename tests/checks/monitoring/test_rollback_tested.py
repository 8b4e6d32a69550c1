"""Going back counts once it was done, within the time that was promised."""

from launchready.checks.monitoring import rollback_tested as check
from launchready.facts.drills import DrillHistory
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, UNKNOWN, history

Out = check.Outcomes


def given(drills: DrillHistory) -> dict[str, object]:
    """Show the judge a product that promises five minutes."""
    declared = manifest(deploy={"rollback": "make rollback"})
    return {
        "product": declared.product,
        "manifest": declared,
        "drills": drills,
        "clock": CLOCK,
    }


CASES = (
    Case(Out.TRIED, "in two minutes", given(history("rollback", minutes=2.0))),
    Case(Out.SLOW, "in nine", given(history("rollback", minutes=9.0))),
    Case(Out.FAILED, "it failed", given(history("rollback", FAILED, minutes=1.0))),
    Case(Out.NOT_SEEN, "it could not be told", given(history("rollback", UNKNOWN))),
    Case(Out.NOT_SEEN, "nothing was measured", given(history("rollback"))),
    Case(Out.UNTRIED, "never", given(NOTHING)),
    Case(Out.UNTRIED, "last year", given(history("rollback", minutes=1.0, days_ago=300))),
)

test_outcomes = judges(check, CASES)
