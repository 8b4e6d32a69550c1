"""Each name server is judged by its own answer about the zone."""

from launchready.checks.domain import lame_delegation as check
from launchready.facts.dns import Delegation, Nameserver
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

NAME = "ns2.dns.example"
WHERE = ("198.51.100.1",)
good = Nameserver("ns1.dns.example", ("192.0.2.1",), "NOERROR", True, 7, (NAME,))
nowhere = Nameserver(NAME, ())
silent = Nameserver(NAME, WHERE, error="no answer within 3 s")
refusing = Nameserver(NAME, WHERE, "REFUSED")


def given(*servers: Nameserver) -> dict[str, object]:
    """Show the judge a delegation."""
    return {
        "product": manifest().product,
        "delegation": Delegation("acme.example", servers),
    }


CASES = (
    Case(check.Outcomes.SERVES, "it answers", given(good), place=good.name),
    Case(check.Outcomes.UNRESOLVED, "its name is gone", given(good, nowhere), place=NAME),
    Case(check.Outcomes.REFUSES, "REFUSED", given(good, refusing), place=NAME),
    Case(
        check.Outcomes.NOT_AUTHORITATIVE,
        "an answer without the AA bit",
        given(good, Nameserver(NAME, WHERE, "NOERROR")),
        place=NAME,
    ),
    Case(check.Outcomes.SILENT, "no answer from one", given(good, silent), place=NAME),
    Case(
        check.Outcomes.SILENT,
        "looking its address up failed",
        given(good, Nameserver(NAME, (), error="the resolver did not answer")),
        place=NAME,
    ),
    Case(check.Outcomes.NONE_SERVES, "all refuse or are gone", given(refusing, nowhere)),
    Case(check.Outcomes.ALL_SILENT, "nothing answers from here", given(silent)),
)

test_outcomes = judges(check, CASES)
