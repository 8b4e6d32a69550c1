"""Only an alert drill that was quick enough shows that failures are seen."""

from launchready.checks.performance import errors_visible as check
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, history

Out = check.Outcomes


def given(drills: object) -> dict[str, object]:
    """Show a product's drills."""
    return {"product": manifest().product, "drills": drills, "clock": CLOCK}


CASES = (
    Case(Out.SEEN, "in two minutes", given(history("alert", minutes=2.0))),
    Case(Out.NOT_PROVEN, "in nine", given(history("alert", minutes=9.0))),
    Case(Out.NOT_PROVEN, "nobody answered", given(history("alert", FAILED, minutes=1.0))),
    Case(Out.NOT_PROVEN, "nothing was measured", given(history("alert"))),
    Case(Out.NOT_PROVEN, "never", given(NOTHING)),
    Case(Out.NOT_PROVEN, "last year", given(history("alert", minutes=1.0, days_ago=300))),
)

test_outcomes = judges(check, CASES)
