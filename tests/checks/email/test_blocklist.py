"""Only declared lists are asked, and what they say is told."""

from launchready.checks.email import blocklist as check
from launchready.facts.mail_servers import SendingAddresses
from tests.checks.cases import Case, judges
from tests.checks.email.given import declared, sending

Out = check.Outcomes

ASKS = declared(email={"blocklists": ["bl.example"]})
IP = "203.0.113.25"


def given(*, manifest: object = ASKS, **fields: object) -> dict[str, object]:
    """Show the judge one address."""
    found = SendingAddresses((sending(**fields),))
    return {"product": ASKS.product, "sending": found, "manifest": manifest}


CASES = (
    Case(Out.CLEAN, "not listed", given(), IP),
    Case(Out.LISTED, "listed", given(listed=("bl.example",)), IP),
    Case(Out.NOT_ASKED, "no list declared", given(manifest=declared())),
    Case(Out.NO_SENDER, "no address", {**given(), "sending": SendingAddresses(())}),
    Case(Out.NOT_SEEN, "no usable answer", given(list_unseen=("bl.example: late",)), IP),
)

test_outcomes = judges(check, CASES)
