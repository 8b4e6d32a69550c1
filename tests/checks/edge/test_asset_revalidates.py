"""A stale copy of a static file can be confirmed without sending it again."""

from launchready.checks.edge import asset_revalidates as check
from tests.checks.cases import Case, judges
from tests.checks.edge.assets import PLAIN, answered, given, served

Out = check.Outcomes

CASES = (
    Case(
        Out.REVALIDATES,
        "304",
        given(served(PLAIN, revalidation=answered(PLAIN, status=304))),
    ),
    Case(Out.NO_VALIDATOR, "nothing to ask with", given(served(PLAIN))),
    Case(Out.SENDS_AGAIN, "200 again", given(served(PLAIN, revalidation=answered(PLAIN)))),
    Case(Out.NO_ASSETS, "none", given()),
    Case(Out.NO_ASSETS, "only a missing one", given(served(PLAIN, status=404))),
    Case(Out.NOT_SEEN, "none could be had", given(unseen=(f"{PLAIN}: timed out",))),
    Case(
        Out.NOT_SEEN,
        "one could not be had",
        given(
            served(PLAIN, revalidation=answered(PLAIN, status=304)),
            unseen=(f"{PLAIN}: timed out",),
        ),
    ),
)

test_outcomes = judges(check, CASES)
