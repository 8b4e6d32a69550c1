"""A signed zone is judged by what a validating resolver makes of it."""

from launchready.checks.domain import dnssec_valid as check
from launchready.facts.dns import ZoneSecurity
from tests.checks.cases import Case, judges
from tests.checks.given import manifest


def given(**fields: bool) -> dict[str, object]:
    """Show the judge a zone; every sign is absent unless named."""
    signs = {"signed": False, "resolver_validates": False, "authenticated": False}
    signs |= {"bogus": False, **fields}
    security = ZoneSecurity(zone="acme.example", server="192.0.2.53:53", **signs)
    return {"product": manifest().product, "security": security}


CASES = (
    Case(
        check.Outcomes.VALID,
        "vouched for",
        given(signed=True, resolver_validates=True, authenticated=True),
    ),
    Case(check.Outcomes.UNSIGNED, "no DS record", given(resolver_validates=True)),
    Case(check.Outcomes.BOGUS, "broken", given(signed=True, bogus=True)),
    Case(check.Outcomes.NOT_VALIDATED, "the resolver does not look", given(signed=True)),
    Case(
        check.Outcomes.NOT_VOUCHED_FOR,
        "the resolver looks, and stays silent",
        given(signed=True, resolver_validates=True),
    ),
)

test_outcomes = judges(check, CASES)
