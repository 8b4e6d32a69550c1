"""Reads of one request are added up, and held against half of the route's target."""

from launchready.checks.performance import expensive_refresh as check
from tests.checks.cases import Case, judges

from .evidence import URL
from .statements import ERRORS, NEVER, UNWATCHED, use, watched

Out = check.Outcomes
OTHER = "SELECT sum(cents) FROM orders WHERE customer_id = $1"

CASES = (
    Case(Out.CLEAN, "half of it", watched(use(mean_ms=125.0, times=2.0)), URL),
    Case(
        Out.SLOW,
        "two reads that are quick each",
        watched(use(mean_ms=130.0), use(OTHER, mean_ms=130.0)),
        URL,
    ),
    Case(
        Out.CLEAN,
        "a report with more time",
        watched(use(mean_ms=130.0), use(OTHER, mean_ms=130.0), p95_ms=1500),
        URL,
    ),
    Case(
        Out.CLEAN,
        "kept from one request to the next",
        watched(use(mean_ms=400.0, least_per_request=0.4)),
        URL,
    ),
    Case(Out.CLEAN, "a write", watched(use("UPDATE a SET b = $1", mean_ms=400.0)), URL),
    Case(Out.LARGE, "100 MB, and quick", watched(use(blocks=12_801.0)), URL),
    Case(Out.CLEAN, "99 MB", watched(use(blocks=12_700.0)), URL),
    Case(Out.NOT_SEEN, "errors alone", ERRORS, URL),
    Case(Out.NOT_WATCHED, "it could not be read", UNWATCHED),
    Case(Out.NOT_SAMPLED, "never", NEVER),
)

test_outcomes = judges(check, CASES)
