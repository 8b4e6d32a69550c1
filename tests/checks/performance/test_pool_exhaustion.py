"""What the spike saw of connections counts while it is recent; unlooked-at passes nothing."""

from launchready.checks.performance import pool_exhaustion as check
from tests.checks.cases import Case, judges

from .evidence import FAILED, PASSED, UNKNOWN, beside_spike

Out = check.Outcomes
ASPECT = "pool-exhaustion"

CASES = (
    Case(Out.FINE, "it was fine", beside_spike((ASPECT, PASSED))),
    Case(Out.FOUND, "it was not", beside_spike((ASPECT, FAILED))),
    Case(Out.NOT_SEEN, "too few looks", beside_spike((ASPECT, UNKNOWN))),
    Case(Out.NOT_SEEN, "nobody looked", beside_spike(("spike-p95", PASSED))),
    Case(Out.NOT_SEEN, "another database", beside_spike((ASPECT, PASSED), place="OTHER")),
    Case(Out.FOUND, "90 days ago", beside_spike((ASPECT, FAILED), days=90)),
    Case(Out.UNTRIED, "91 days ago", beside_spike((ASPECT, PASSED), days=91)),
    Case(Out.UNTRIED, "never", beside_spike()),
)

test_outcomes = judges(check, CASES)
