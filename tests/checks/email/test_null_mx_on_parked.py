"""Domains without mail say so."""

from launchready.checks.email import null_mx_on_parked as check
from launchready.facts.mail_servers import ParkedDomain, ParkedDomains
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, declared

Out = check.Outcomes

PRODUCT = declared().product
D = "acme-app.example"


def given(**fields: object) -> dict[str, object]:
    """Show the judge one parked domain."""
    whole = {"exchangers": (".",), "spf": ("v=spf1 -all",), "dmarc": "reject", **fields}
    return {"product": PRODUCT, "parked": ParkedDomains((ParkedDomain(D, **whole),))}  # type: ignore[arg-type]


CASES = (
    Case(Out.CLOSED, "all three", given(), D),
    Case(Out.OPEN, "no null MX", given(exchangers=()), D),
    Case(Out.OPEN, "a mild SPF", given(spf=("v=spf1 ~all",)), D),
    Case(Out.OPEN, "no DMARC", given(dmarc=""), D),
    Case(Out.NONE, "none declared", {"product": PRODUCT, "parked": ParkedDomains(())}),
    Case(Out.NOT_SEEN, "no answer", given(unseen=LATE), D),
)

test_outcomes = judges(check, CASES)
