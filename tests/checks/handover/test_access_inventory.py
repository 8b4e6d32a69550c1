"""Second factors are on, and an agency's people have names."""

from launchready.checks.handover import access_inventory as check
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import access, owner, untimed

Out = check.Outcomes
AGENCY = owner(holder="agency")

CASES = (
    Case(Out.LISTED, "an app", untimed(owner())),
    Case(Out.LISTED, "the agency's people, by name", untimed(AGENCY, access=[access()])),
    Case(Out.PASSWORD_ALONE, "none", untimed(owner(mfa="none"), owner("hosting", mfa=None))),
    Case(Out.BY_SMS, "a text message", untimed(owner(mfa="sms"))),
    Case(Out.MFA_NOT_SAID, "not said", untimed(owner(mfa=None))),
    Case(Out.AGENCY_UNNAMED, "an agency without names", untimed(AGENCY)),
    Case(
        Out.AGENCY_UNNAMED,
        "names for another account",
        untimed(AGENCY, access=[access(assets=["hosting"])]),
    ),
    Case(Out.NO_OWNERS, "no owners", untimed()),
)

test_outcomes = judges(check, CASES)
