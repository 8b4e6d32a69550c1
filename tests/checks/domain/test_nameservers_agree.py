"""Name servers that answer are compared with each other and with the parent."""

from launchready.checks.domain import nameservers_agree as check
from launchready.facts.dns import Delegation, Nameserver
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

NS1, NS2 = "ns1.dns.example", "ns2.dns.example"
BOTH = (NS1, NS2)


def server(name: str, address: str, **fields: object) -> Nameserver:
    """Make a server that answers with authority, unless told otherwise."""
    answered = {"rcode": "NOERROR", "authoritative": True, "serial": 7, "nameservers": BOTH}
    return Nameserver(name, (address,), **{**answered, **fields})  # type: ignore[arg-type]


def given(*servers: Nameserver, **fields: object) -> dict[str, object]:
    """Show the judge a delegation."""
    told = {"parent": (NS2, NS1), **fields}
    found = Delegation("acme.example", servers, **told)  # type: ignore[arg-type]
    return {"product": manifest().product, "delegation": found}


one = server(NS1, "192.0.2.1")
two = server(NS2, "198.51.100.1")
silent = Nameserver(NS2, ("198.51.100.1",), error="no answer")

CASES = (
    Case(check.Outcomes.AGREE, "two networks, one serial, one list", given(one, two)),
    Case(
        check.Outcomes.AGREE,
        "IPv6 networks differ at /48",
        given(server(NS1, "2001:db8:1::1"), server(NS2, "2001:db8:2::1")),
    ),
    Case(check.Outcomes.ONE_NETWORK, "the same /24", given(one, server(NS2, "192.0.2.200"))),
    Case(
        check.Outcomes.ONE_NETWORK,
        "the same /48",
        given(server(NS1, "2001:db8::1"), server(NS2, "2001:db8:0:1::1")),
    ),
    Case(check.Outcomes.ONE_NETWORK, "a single server", given(one, parent=(NS1,))),
    Case(
        check.Outcomes.SERVERS_DIFFER,
        "each lists another set",
        given(one, server(NS2, "198.51.100.1", nameservers=("other.example",))),
    ),
    Case(
        check.Outcomes.PARENT_DIFFERS,
        "the registrar still has the old provider",
        given(one, two, parent=("old1.example", "old2.example")),
    ),
    Case(
        check.Outcomes.SERIAL_LAGS,
        "one serves an older zone",
        given(one, server(NS2, "198.51.100.1", serial=6)),
    ),
    Case(check.Outcomes.TOO_FEW_ANSWER, "one of two is silent", given(one, silent)),
    Case(
        check.Outcomes.PARENT_UNSEEN,
        "the parent did not answer",
        given(one, two, parent=(), parent_unseen="no answer within 3 s"),
    ),
)

test_outcomes = judges(check, CASES)


def test_serials_wrap() -> None:
    """The server that is behind is named in sequence space, not by the greater number."""
    before, after = 2**32 - 1, 1
    found = given(
        server(NS1, "192.0.2.1", serial=before), server(NS2, "198.51.100.1", serial=after)
    )
    verdict = check.judge(**found)  # type: ignore[arg-type]
    assert verdict.evidence["behind"] == [NS1]
