"""Whoever is not of the company has a last day, and is gone after it."""

from launchready.checks.handover import offboarding as check
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import ANA, access, owner, timed

Out = check.Outcomes
AGENCY = owner(holder="agency")

CASES = (
    Case(Out.ENDS, "by [[access]]", timed(owner(), access=[access()])),
    Case(Out.ENDS, "by [[owners]]", timed(owner(holder="agency", ends="2026-12-31"))),
    Case(Out.ENDS, "today", timed(owner(), access=[access(ends="2026-11-02")])),
    Case(
        Out.ENDLESS, "a contractor", timed(owner(), access=[access(of="contractor", ends=None)])
    ),
    Case(Out.ENDLESS, "an agency's account", timed(AGENCY)),
    Case(Out.OVERDUE, "yesterday", timed(owner(), access=[access(ends="2026-11-01")])),
    Case(
        Out.OVERDUE,
        "one of two",
        timed(
            owner(), access=[access(ends="2026-11-01"), access("x@agency.example", ends=None)]
        ),
    ),
    Case(
        Out.NOBODY_OUTSIDE,
        "the company alone",
        timed(owner(), access=[access(ANA, of="company")]),
    ),
    Case(Out.NO_OWNERS, "nothing at all", timed()),
)

test_outcomes = judges(check, CASES)
