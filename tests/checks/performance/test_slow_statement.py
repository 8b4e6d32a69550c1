"""A statement is slow by its mean, against the limit that the manifest sets."""

from launchready.checks.performance import slow_statement as check
from tests.checks.cases import Case, judges

from .evidence import URL
from .statements import BEFORE, ERRORS, NEVER, OTHER_DATABASE, UNWATCHED, use, watched

Out = check.Outcomes

CASES = (
    Case(Out.CLEAN, "200 ms", watched(use(mean_ms=200.0)), URL),
    Case(Out.SLOW, "201 ms", watched(use(mean_ms=201.0)), URL),
    Case(Out.SLOW, "over a limit of one's own", watched(use(), statement_ms=1), URL),
    Case(Out.CLEAN, "once slow, on average quick", watched(use(max_ms=900.0)), URL),
    Case(Out.SLOW, "a write", watched(use("UPDATE a SET b = $1", mean_ms=300.0)), URL),
    Case(Out.NOT_SEEN, "errors alone", ERRORS, URL),
    Case(Out.NOT_WATCHED, "it could not be read", UNWATCHED),
    Case(Out.NOT_WATCHED, "before it was declared", BEFORE),
    Case(Out.NOT_WATCHED, "no route runs anything", OTHER_DATABASE),
    Case(Out.NOT_SAMPLED, "never", NEVER),
)

test_outcomes = judges(check, CASES)
