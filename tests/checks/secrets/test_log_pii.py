"""What of customers stands in the logs costs according to what it is."""

from launchready.checks.secrets import log_pii as check
from launchready.facts.exposure import Exposed
from tests.checks.cases import Case, judges
from tests.checks.secrets.test_log_leaks import given

Out = check.Outcomes
PLACE = "logs/app.log:7"

CASES = (
    Case(Out.CLEAN, "nothing", given()),
    Case(Out.CLEAN, "only a password, which is log-leaks'", given(Exposed.PASSWORD)),
    Case(Out.CARD, "a card", given(Exposed.CARD), PLACE),
    Case(Out.ACCOUNT, "a bank account", given(Exposed.IBAN), PLACE),
    Case(Out.CUSTOMER, "a name with an address", given(Exposed.CUSTOMER), PLACE),
    Case(Out.PHONE, "a telephone number", given(Exposed.PHONE), PLACE),
    Case(Out.EMAIL, "an address alone", given(Exposed.EMAIL), PLACE),
    Case(Out.NOT_ALL_READ, "one is not readable", given(unread=("a.log: denied",))),
    Case(Out.NOT_DECLARED, "no logs declared", given(declared=False)),
)

test_outcomes = judges(check, CASES)
