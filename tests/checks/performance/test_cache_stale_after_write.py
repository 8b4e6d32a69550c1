"""A change shows at once where the newest write drill saw it, while that is recent."""

from launchready.checks.performance import cache_stale_after_write as check
from tests.checks.cases import Case, judges

from .evidence import FAILED, PASSED, UNKNOWN, URL, written

Out = check.Outcomes
ASPECT = "fresh"

CASES = (
    Case(Out.FRESH, "at once", written((ASPECT, PASSED)), URL),
    Case(Out.STALE, "late", written((ASPECT, FAILED), ("latency", PASSED)), URL),
    Case(Out.NOT_SEEN, "could not be read", written((ASPECT, UNKNOWN)), URL),
    Case(Out.FRESH, "90 days ago", written((ASPECT, PASSED), days=90), URL),
    Case(Out.UNTRIED, "91 days ago", written((ASPECT, PASSED), days=91)),
    Case(Out.UNTRIED, "no route is named", written(("latency", PASSED))),
    Case(Out.UNTRIED, "never", written()),
    Case(
        Out.NO_USERS,
        "a public site",
        written(writes=[], routes=[{"name": "dashboard", "url": URL}]),
    ),
)

test_outcomes = judges(check, CASES)
