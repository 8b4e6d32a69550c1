"""Only an error or alert drill that was quick enough shows that failures are seen."""

from launchready.checks.performance import errors_visible as check
from launchready.facts.drills import DrillHistory
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, PASSED, UNKNOWN, history, raised

Out = check.Outcomes


def given(drills: object) -> dict[str, object]:
    """Show a product's drills."""
    return {"product": manifest().product, "drills": drills, "clock": CLOCK}


BOTH = DrillHistory(
    (*raised({"visible": FAILED}).records, *history("alert", minutes=2.0, days_ago=1).records)
)

CASES = (
    Case(Out.RAISED, "an error that was raised", given(raised({"visible": PASSED}))),
    Case(
        Out.RAISED,
        "visible, though it lacks",
        given(raised({"visible": PASSED, "release": FAILED})),
    ),
    Case(Out.INVISIBLE, "never seen", given(raised({"visible": FAILED}, minutes=None))),
    Case(Out.INVISIBLE, "never seen, though people are told of outages", given(BOTH)),
    Case(Out.NOT_PROVEN, "seen too late", given(raised({"visible": PASSED}, minutes=9.0))),
    Case(Out.NOT_PROVEN, "raised last year", given(raised({"visible": PASSED}, days_ago=300))),
    Case(Out.NOT_PROVEN, "it did not fail", given(history("error", UNKNOWN))),
    Case(Out.SEEN, "in two minutes", given(history("alert", minutes=2.0))),
    Case(Out.NOT_PROVEN, "in nine", given(history("alert", minutes=9.0))),
    Case(Out.NOT_PROVEN, "nobody answered", given(history("alert", FAILED, minutes=1.0))),
    Case(Out.NOT_PROVEN, "nothing was measured", given(history("alert"))),
    Case(Out.NOT_PROVEN, "never", given(NOTHING)),
    Case(Out.NOT_PROVEN, "last year", given(history("alert", minutes=1.0, days_ago=300))),
)

test_outcomes = judges(check, CASES)
