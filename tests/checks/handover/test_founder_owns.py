"""Accounts are the company's, and so is the card."""

from launchready.checks.handover import founder_owns as check
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import owner, untimed

Out = check.Outcomes

CASES = (
    Case(Out.OWNS, "all of it", untimed(owner(), owner("hosting"))),
    Case(Out.OWNS, "a free plan", untimed(owner(billing="none"))),
    Case(Out.AGENCY, "the agency, with the founder beside it", untimed(owner(holder="agency"))),
    Case(Out.AGENCY, "one of two", untimed(owner(), owner("dns", holder="agency"))),
    Case(Out.PERSONAL, "a person's own", untimed(owner(holder="person"))),
    Case(Out.OTHER_CARD, "the agency's card", untimed(owner(billing="agency"))),
    Case(Out.OTHER_CARD, "an employee's card", untimed(owner(billing="person"))),
    Case(Out.NO_OWNERS, "no owners", untimed()),
    Case(Out.WHOSE, "no holder", untimed(owner(holder=None))),
    Case(Out.WHOSE_CARD, "no card", untimed(owner(billing=None))),
)

test_outcomes = judges(check, CASES)
