"""A channel is believed for as long as a drill's evidence holds."""

from launchready.checks.monitoring import channel_works as check
from launchready.facts.drills import DrillFinding, DrillHistory
from launchready.manifest.schema import Channel
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK
from tests.checks.monitoring.drills import FAILED, NOTHING, UNKNOWN, history

Out = check.Outcomes


def given(drills: DrillHistory) -> dict[str, object]:
    """Show the judge one channel."""
    return {"channel": Channel(name="oncall", kind="sms"), "drills": drills, "clock": CLOCK}


OWN = DrillFinding("oncall", "410 Gone")
OTHER = DrillFinding("team", "410 Gone")

CASES = (
    Case(Out.WORKS, "lately", given(history("alert"))),
    Case(Out.SILENT, "refused", given(history("alert", FAILED, OWN))),
    Case(Out.UNTRIED, "never", given(NOTHING)),
    Case(Out.UNTRIED, "long ago", given(history("alert", days_ago=100))),
    Case(Out.UNTRIED, "another was refused", given(history("alert", FAILED, OTHER))),
    Case(Out.UNTRIED, "it could not be told", given(history("alert", UNKNOWN))),
)

test_outcomes = judges(check, CASES)
