"""Every record that repeats the domain is a finding of its own."""

from launchready.checks.domain import doubled_name as check
from launchready.facts.dns import DnsRecord, DoubledNames
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

OWNER = DnsRecord("app.acme.example.acme.example", "A", 300, "198.51.100.7")
MX = DnsRecord("acme.example", "MX", 300, "10 mx.acme.example.acme.example")


def given(**fields: object) -> dict[str, object]:
    """Show the judge what was found of doubled names."""
    found = DoubledNames(("app.acme.example.acme.example",), **fields)  # type: ignore[arg-type]
    return {"product": manifest().product, "doubled": found}


CASES = (
    Case(check.Outcomes.NONE_FOUND, "none exists", given()),
    Case(check.Outcomes.NONE_FOUND, "a wildcard", given(wildcard=("198.51.100.7",))),
    Case(check.Outcomes.DOUBLED_OWNER, "an owner", given(owners=(OWNER,)), place=OWNER.name),
    Case(check.Outcomes.DOUBLED_TARGET, "a mail host", given(targets=(MX,)), place=MX.name),
)

test_outcomes = judges(check, CASES)


def test_says_what_was_meant() -> None:
    """The finding names the record without the repetition, preference left out."""
    verdicts = check.judge(**given(targets=(MX,)))  # type: ignore[arg-type]
    assert verdicts[0].evidence["right"] == "mx.acme.example"
