"""Ten times the peak makes fewer than one in a hundred fail, while that is recent."""

from launchready.checks.performance import spike_errors as check
from tests.checks.cases import Case, judges

from .evidence import FAILED, PASSED, UNKNOWN, spiked

Out = check.Outcomes
ASPECT = "spike-errors"

CASES = (
    Case(Out.HELD, "it held", spiked((ASPECT, PASSED))),
    Case(Out.FAILED, "it did not", spiked((ASPECT, FAILED))),
    Case(Out.NOT_SEEN, "this machine was too busy", spiked((ASPECT, UNKNOWN))),
    Case(Out.NOT_SEEN, "the drill could not begin", spiked(("another", PASSED))),
    Case(Out.HELD, "90 days ago", spiked((ASPECT, PASSED), days=90)),
    Case(Out.UNTRIED, "91 days ago", spiked((ASPECT, PASSED), days=91)),
    Case(Out.UNTRIED, "never", spiked()),
)

test_outcomes = judges(check, CASES)
