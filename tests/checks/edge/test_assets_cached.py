"""Browsers may keep static files; what forbids or forgets it is told apart."""

from launchready.checks.edge import assets_cached as check
from tests.checks.cases import Case, judges
from tests.checks.edge.assets import FOR_A_YEAR, HASHED, PLAIN, given, served

Out = check.Outcomes
NO_STORE = ("cache-control", "no-store")
REVALIDATED = (("cache-control", "no-cache"), ("etag", '"1"'))

CASES = (
    Case(Out.CACHED, "a year and a hash", given(served(HASHED, FOR_A_YEAR))),
    Case(Out.CACHED, "an hour", given(served(PLAIN, ("cache-control", "max-age=3600")))),
    Case(Out.CACHED, "asked about each time by choice", given(served(PLAIN, *REVALIDATED))),
    Case(Out.NOT_CACHED, "no-store", given(served(PLAIN, NO_STORE))),
    Case(
        Out.NOT_CACHED,
        "no-cache without a validator",
        given(served(PLAIN, ("cache-control", "no-cache"))),
    ),
    Case(Out.NOT_CACHED, "no-cache on a hashed name", given(served(HASHED, *REVALIDATED))),
    Case(
        Out.NOT_CACHED,
        "worse than a silent one beside it",
        given(served(PLAIN), served(HASHED, NO_STORE)),
    ),
    Case(Out.NOT_STATED, "no lifetime", given(served(PLAIN))),
    Case(Out.SHORT, "a minute", given(served(HASHED, ("cache-control", "max-age=60")))),
    Case(Out.MISSING, "a page loads what is gone", given(served(PLAIN, status=404))),
    Case(Out.NO_ASSETS, "none", given()),
    Case(Out.NOT_SEEN, "no page was read", given(pages_unseen=2)),
    Case(Out.NOT_SEEN, "none could be had", given(unseen=(f"{PLAIN}: timed out",))),
    Case(
        Out.NOT_SEEN,
        "one could not be had",
        given(served(HASHED, FOR_A_YEAR), unseen=(f"{PLAIN}: timed out",)),
    ),
)

test_outcomes = judges(check, CASES)
