"""Accounts that the product needs are held by somebody who is named."""

from launchready.checks.quick import owner_known as check
from launchready.facts.base import Unseen
from launchready.facts.repository import Found, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
WHO = {"account": "ana@acme.example", "holder": "founder"}
BASE = ("registrar", "dns")


def given(
    *assets: str,
    services: tuple[str, ...] = (),
    who: dict[str, str] | None = None,
    **tables: object,
) -> dict[str, object]:
    """Show the judge owners of these assets."""
    owners = [{"asset": each, **(WHO if who is None else who)} for each in assets]
    declared = manifest(owners=owners, **tables)
    found = tuple(Found(name, "package.json") for name in services)
    return {
        "product": declared.product,
        "manifest": declared,
        "repository": RepositoryFacts(1, services=found) if services else Unseen("no folder"),
    }


SENDERS = [{"domain": "acme.example"}]
PROXIED = {"acme.example": {"proxy": "cloudflare"}}
DATABASE = {"url_env": "DATABASE_URL"}
AGENCY = {"account": "x@agency.example", "holder": "agency"}

CASES = (
    Case(Out.KNOWN, "what every product needs", given(*BASE)),
    Case(Out.KNOWN, "payments, and said", given(*BASE, "payments", services=("Stripe",))),
    Case(Out.KNOWN, "an agency and somebody", given(*BASE, who={**AGENCY, "second": "a"})),
    Case(Out.NOT_SAID, "nobody at all", given()),
    Case(Out.NOT_SAID, "no registrar", given("dns")),
    Case(Out.NOT_SAID, "mail", given(*BASE, senders=SENDERS)),
    Case(Out.NOT_SAID, "the proxy", given(*BASE, hosts=PROXIED)),
    Case(Out.NOT_SAID, "the database", given(*BASE, database=DATABASE)),
    Case(Out.NOT_SAID, "the repository", given(*BASE, repository={})),
    Case(Out.NOT_SAID, "payments that the code depends on", given(*BASE, services=("Stripe",))),
    Case(Out.NOT_SAID, "error tracking", given(*BASE, services=("Sentry",))),
    Case(Out.HALF_SAID, "no account", given(*BASE, who={"holder": "founder"})),
    Case(Out.HALF_SAID, "no holder", given(*BASE, who={"account": "a"})),
    Case(Out.AGENCY_ALONE, "an agency alone", given(*BASE, who=AGENCY)),
)  # fmt: skip

test_outcomes = judges(check, CASES)
