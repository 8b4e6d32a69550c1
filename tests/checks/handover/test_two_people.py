"""Two people who are still there can log in to each account."""

from launchready.checks.handover import two_people as check
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import ANA, access, owner, timed

Out = check.Outcomes

CASES = (
    Case(Out.TWO, "holder and second", timed(owner(), owner("hosting"))),
    Case(Out.TWO, "the second by [[access]]", timed(owner(second=""), access=[access()])),
    Case(Out.ALONE, "no second", timed(owner(), owner("hosting", second=""))),
    Case(Out.ALONE, "the same person twice", timed(owner(second=ANA.upper()))),
    Case(
        Out.ALONE,
        "somebody who has left",
        timed(owner(second=""), access=[access(ends="2026-11-01")]),
    ),
    Case(
        Out.ALONE,
        "somebody who may only read",
        timed(owner(second=""), access=[access(rights="read")]),
    ),
    Case(
        Out.ALONE,
        "somebody for another account",
        timed(owner(second=""), access=[access(assets=["hosting"])]),
    ),
    Case(Out.NO_OWNERS, "no owners", timed()),
    Case(Out.NOT_SAID, "nobody of one", timed(owner(account="", second=""))),
)

test_outcomes = judges(check, CASES)
