"""Time to notice and time to reach somebody add up; nothing stands for a missing drill."""

from launchready.checks.monitoring import alert_in_five_minutes as check
from launchready.facts.drills import DrillHistory
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, manifest
from tests.checks.monitoring.drills import FAILED, NOTHING, UNKNOWN, history

Out = check.Outcomes
HOME = {"name": "home", "url": "https://acme.example/"}


def given(drills: DrillHistory, **monitor: object) -> dict[str, object]:
    """Show the judge one monitor and a history of drills."""
    declared = manifest(routes=[HOME], monitors=[{"route": "home", **monitor}])
    return {
        "product": declared.product,
        "manifest": declared,
        "drills": drills,
        "clock": CLOCK,
    }


CASES = (
    Case(Out.WITHIN, "acknowledged in two minutes", given(history("alert", minutes=2.0))),
    Case(
        Out.NOTICED_LATE,
        "five minutes between looks",
        given(history("alert", minutes=0.5), every_s=300),
    ),
    Case(Out.TOO_SLOW, "together over five", given(history("alert", minutes=3.5))),
    Case(Out.FAILED, "nobody was reached", given(history("alert", FAILED, minutes=1.0))),
    Case(Out.NOT_PROVEN, "no drill", given(NOTHING)),
    Case(Out.NOT_PROVEN, "another drill", given(history("rollback", minutes=1.0))),
    Case(Out.NOT_PROVEN, "too long ago", given(history("alert", minutes=1.0, days_ago=120))),
    Case(Out.NOT_PROVEN, "nobody acknowledged", given(history("alert", UNKNOWN))),
    Case(Out.NOT_PROVEN, "nothing was measured", given(history("alert"))),
)

test_outcomes = judges(check, CASES)
