"""Every severity in use has a channel, and a page rings a telephone."""

from launchready.checks.monitoring import alert_route_severity as check
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
HOME = {"name": "home", "url": "https://acme.example/"}
SMS = {"name": "phone", "kind": "sms", "severity": ["page"]}
MAIL = {"name": "team", "kind": "email", "severity": ["page", "notify"]}


def given(*channels: object, severities: tuple[str, ...] = ("page",)) -> dict[str, object]:
    """Show the judge monitors of some severities, and channels."""
    monitors = [{"route": "home", "severity": each, "name": each} for each in severities]
    declared = manifest(routes=[HOME], monitors=monitors, channels=channels)
    return {"product": declared.product, "manifest": declared}


CASES = (
    Case(Out.ROUTED, "by telephone", given(SMS)),
    Case(Out.ROUTED, "both", given(SMS, MAIL, severities=("page", "notify"))),
    Case(Out.NO_MONITORS, "nothing watched", given(severities=())),
    Case(Out.NOWHERE, "no channel", given(), "severity page"),
    Case(Out.NOWHERE, "notes", given(SMS, severities=("page", "notify")), "severity notify"),
    Case(Out.WAKES_NOBODY, "mail alone", given(MAIL)),
)

test_outcomes = judges(check, CASES)
