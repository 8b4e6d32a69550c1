"""What an error drill saw of an error is judged aspect by aspect."""

from launchready.checks.monitoring import error_context as check
from launchready.facts.drills import DrillResult
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import (
    FAILED,
    NOTHING,
    PASSED,
    UNKNOWN,
    history,
    raised,
)

Out = check.Outcomes


def given(drills: object) -> dict[str, object]:
    """Show a product's drills."""
    return {"product": manifest().product, "drills": drills, "clock": CLOCK}


def shown(**changed: DrillResult) -> dict[str, object]:
    """Show an error that told everything but what is changed."""
    good = {
        "cause": PASSED, "request_id": PASSED, "release": PASSED, "nothing_personal": PASSED,
    }  # fmt: skip
    aspects: dict[str, DrillResult] = {"visible": PASSED, **good, **changed}
    return given(raised(aspects))


CASES = (
    Case(Out.TOLD, "everything", shown()),
    Case(Out.LACKS, "no release", shown(release=FAILED)),
    Case(Out.LACKS, "no id", shown(request_id=FAILED)),
    Case(Out.LEAKS, "a customer in it", shown(release=FAILED, nothing_personal=FAILED)),
    Case(Out.UNTRIED, "never visible", given(raised({"visible": FAILED}))),
    Case(Out.UNTRIED, "it did not fail", given(history("error", UNKNOWN))),
    Case(Out.UNTRIED, "never", given(NOTHING)),
    Case(Out.UNTRIED, "last year", given(raised({"release": PASSED}, days_ago=200))),
)

test_outcomes = judges(check, CASES)
