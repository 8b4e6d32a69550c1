"""A statement counts as often as it ran in the window with the least."""

from launchready.checks.performance import n_plus_one as check
from tests.checks.cases import Case, judges

from .evidence import URL
from .statements import ERRORS, NEVER, UNWATCHED, use, watched

Out = check.Outcomes

CASES = (
    Case(Out.CLEAN, "five times", watched(use(times=5.0)), URL),
    Case(Out.REPEATED, "six times", watched(use(times=6.0)), URL),
    Case(
        Out.CLEAN,
        "a job beside",
        watched(use(times=9.0, least_per_request=1.0)),
        URL,
    ),
    Case(Out.REPEATED, "writes", watched(use("INSERT INTO a VALUES ($1)", times=20)), URL),
    Case(Out.NOT_SEEN, "errors alone", ERRORS, URL),
    Case(Out.NOT_WATCHED, "it could not be read", UNWATCHED),
    Case(Out.NOT_SAMPLED, "never", NEVER),
)

test_outcomes = judges(check, CASES)
