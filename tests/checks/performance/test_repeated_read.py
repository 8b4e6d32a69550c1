"""A read without values is the same at the second time, one with values from the third on."""

from launchready.checks.performance import repeated_read as check
from tests.checks.cases import Case, judges

from .evidence import URL
from .statements import ERRORS, NEVER, UNWATCHED, use, watched

Out = check.Outcomes
ALL = "SELECT name, value FROM settings"

CASES = (
    Case(Out.CLEAN, "once", watched(use(ALL)), URL),
    Case(Out.SAME, "twice without values", watched(use(ALL, times=2.0)), URL),
    Case(Out.CLEAN, "twice with values", watched(use(times=2.0)), URL),
    Case(Out.ALIKE, "three times with values", watched(use(times=3.0)), URL),
    Case(Out.CLEAN, "for each row, which is another check's", watched(use(times=20.0)), URL),
    Case(
        Out.CLEAN,
        "three times in one window alone",
        watched(use(times=3.0, least_per_request=1.0)),
        URL,
    ),
    Case(Out.CLEAN, "a write", watched(use("UPDATE a SET b = 1", times=3.0)), URL),
    Case(
        Out.CLEAN,
        "twice, with a text that is cut before its values",
        watched(use("SELECT a FROM b…", times=2.0)),
        URL,
    ),
    Case(Out.NOT_SEEN, "errors alone", ERRORS, URL),
    Case(Out.NOT_WATCHED, "it could not be read", UNWATCHED),
    Case(Out.NOT_SAMPLED, "never", NEVER),
)

test_outcomes = judges(check, CASES)
