"""Changes are quick where the newest write drill proved it, while that is recent."""

from launchready.checks.performance import latency_writes as check
from tests.checks.cases import Case, judges

from .evidence import FAILED, PASSED, UNKNOWN, URL, written

Out = check.Outcomes
ASPECT = "latency"
WRITE = [{"name": "save", "url": URL, "kind": "write"}]

CASES = (
    Case(Out.WITHIN, "quick", written((ASPECT, PASSED)), URL),
    Case(Out.OVER, "slow", written((ASPECT, FAILED), ("fresh", PASSED)), URL),
    Case(Out.NOT_SEEN, "too few", written((ASPECT, UNKNOWN)), URL),
    Case(Out.NOT_SEEN, "it could not begin", written(("another", PASSED))),
    Case(Out.WITHIN, "90 days ago", written((ASPECT, PASSED), days=90), URL),
    Case(Out.UNTRIED, "91 days ago", written((ASPECT, PASSED), days=91)),
    Case(Out.UNTRIED, "never", written()),
    Case(Out.UNTRIED, "a route alone", written(writes=[], routes=WRITE)),
    Case(Out.NONE, "nothing is written", written(writes=[])),
)

test_outcomes = judges(check, CASES)
