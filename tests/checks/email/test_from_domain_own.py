"""Mail is from a domain of the product."""

from launchready.checks.email import from_domain_own as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import D, declared, sender

Out = check.Outcomes


def given(domain: str = D, *, address: str = "", **tables: object) -> dict[str, object]:
    """Show the judge a sender."""
    one = sender(domain=domain, **{"from": f"Acme <{address or 'a@' + domain}>"})
    return {"sender": one, "manifest": declared(one, **tables)}


CASES = (
    Case(Out.OWN, "the apex", given()),
    Case(Out.OWN, "below it", given(f"mail.{D}")),
    Case(Out.OWN, "another host", given("acme.test", hosts={"www.acme.test": {}})),
    Case(Out.FREE_MAIL, "a mailbox provider's", given("gmail.com")),
    Case(Out.FREE_MAIL, "a mailbox provider's in From alone", given(address="acme@gmail.com")),
    Case(Out.OTHER, "another in From", given(address="a@other.test")),
    Case(Out.WHOSE, "an unknown one", given("other.test")),
)

test_outcomes = judges(check, CASES)
