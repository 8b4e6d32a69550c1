"""Sending addresses have names that lead back."""

from launchready.checks.email import reverse_dns as check
from launchready.facts.mail_servers import SendingAddresses
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, declared, sending

Out = check.Outcomes

PRODUCT = declared().product
IP = "203.0.113.25"


def given(**fields: object) -> dict[str, object]:
    """Show the judge one address."""
    return {"product": PRODUCT, "sending": SendingAddresses((sending(**fields),))}


CASES = (
    Case(Out.CONFIRMED, "leads back", given(), IP),
    Case(Out.MISSING, "no name", given(names=(), confirmed=()), IP),
    Case(Out.NOT_CONFIRMED, "leads elsewhere", given(confirmed=()), IP),
    Case(Out.NO_SENDER, "none", {"product": PRODUCT, "sending": SendingAddresses(())}),
    Case(Out.NOT_SEEN, "no answer", given(unseen=LATE), IP),
)

test_outcomes = judges(check, CASES)
