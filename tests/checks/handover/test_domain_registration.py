"""The registration is locked, and its login works when the domain does not."""

from typing import Any

from launchready.checks.handover import domain_registration as check
from launchready.facts.base import Unseen
from launchready.facts.dns import Registration
from tests.checks.cases import Case, judges
from tests.checks.given import NOW
from tests.checks.handover.accounts import owner, untimed

Out = check.Outcomes
LOCK = "client transfer prohibited"


def given(
    *statuses: str, account: str = "ana@mail.example", domain: str = "acme.com"
) -> dict[str, Any]:
    """Show the judge a registration and the account that holds it."""
    owners = [owner("registrar", account=account)] if account else []
    told = Registration("acme.com", "Gandi", NOW, statuses, "https://rdap.example/")
    return {**untimed(*owners, product={"domain": domain}), "registration": told}


def unseen(domain: str) -> dict[str, Any]:
    """Show the judge a registration that could not be seen."""
    return {**given(domain=domain), "registration": Unseen("timed out")}


CASES = (
    Case(Out.SAFE, "locked by the registrar", given(LOCK)),
    Case(Out.SAFE, "locked by the registry", given("server transfer prohibited")),
    Case(Out.UNLOCKED, "active", given("active")),
    Case(Out.UNLOCKED, "no status at all", given()),
    Case(Out.OWN_MAILBOX, "the domain's own", given(LOCK, account="Ana@Acme.com")),
    Case(Out.OWN_MAILBOX, "a subdomain's", given(LOCK, account="ana@mail.acme.com")),
    Case(Out.NO_ACCOUNT, "nobody named", given(LOCK, account="")),
    Case(Out.UNSEEN, "no answer", unseen("acme.com")),
    Case(Out.NO_REGISTRY, "a reserved name", unseen("acme.test")),
)

test_outcomes = judges(check, CASES)
