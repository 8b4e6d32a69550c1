"""What the drill saw of links is judged, while it is recent."""

from launchready.checks.email import links_own_domain as check
from tests.checks.cases import Case, judges

from .drilled import FAILED, UNKNOWN, given, trial

Out = check.Outcomes
CASES = (
    Case(Out.OWN, "own", given(trial("links")), "signup"),
    Case(Out.OWN, "other faults", given(trial("links"), trial("dkim", FAILED)), "signup"),
    Case(Out.FOREIGN, "plain http", given(trial("links", FAILED)), "signup"),
    Case(Out.NOT_SEEN, "did not come", given(trial("arrives", FAILED)), "signup"),
    Case(Out.NOT_SEEN, "not seen", given(trial("links", UNKNOWN)), "signup"),
    Case(Out.NOT_TRIED, "no drill", given(), "signup"),
    Case(Out.NOT_TRIED, "long ago", given(trial("links"), days=31), "signup"),
    Case(Out.NO_MAILS, "none declared", given(mails=())),
)

test_outcomes = judges(check, CASES)
