"""The contract's words on each secret are judged, then the runbook."""

from launchready.checks.config import process_documented as check
from launchready.facts.environment import Runbook
from tests.checks.cases import Case, judges
from tests.checks.config.configured import configured

Out = check.Outcomes

TOLD = {"STRIPE_KEY": {"secret": True, "describe": "payments", "rotate": "console; owner ops"}}
BOOK = Runbook("docs/secrets.md", ("STRIPE_KEY",), rotates=True)
CASES = (
    Case(Out.DOCUMENTED, "all told", configured(TOLD, runbooks=(BOOK,))),
    Case(
        Out.DOCUMENTED,
        "in two texts",
        configured(
            {**TOLD, "MAIL_KEY": TOLD["STRIPE_KEY"]},
            runbooks=(BOOK, Runbook("docs/mail.md", ("MAIL_KEY",), rotates=True)),
        ),
    ),
    Case(
        Out.NO_ROTATION,
        "no rotation",
        configured({"A_KEY": {"secret": True, "describe": "x"}}, runbooks=(BOOK,)),
    ),
    Case(
        Out.UNEXPLAINED,
        "no purpose",
        configured({"A_KEY": {"secret": True, "rotate": "x"}}, runbooks=(BOOK,)),
    ),
    Case(Out.NO_RUNBOOK, "no runbook", configured(TOLD)),
    Case(
        Out.NO_RUNBOOK,
        "it says nothing of rotation",
        configured(TOLD, runbooks=(Runbook("docs/config.md", ("STRIPE_KEY",)),)),
    ),
    Case(
        Out.RUNBOOK_LACKS,
        "one is forgotten",
        configured({**TOLD, "MAIL_KEY": TOLD["STRIPE_KEY"]}, runbooks=(BOOK,)),
    ),
    Case(Out.NO_SECRETS, "no secret", configured({"LOG_LEVEL": {}})),
    Case(Out.NOT_ALL_SEEN, "cut short", configured(TOLD, truncated="too much")),
)

test_outcomes = judges(check, CASES)
