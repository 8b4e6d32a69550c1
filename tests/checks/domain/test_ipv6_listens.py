"""A published IPv6 address is judged by whether a connection comes up."""

from launchready.checks.domain import ipv6_listens as check
from launchready.facts.base import Unseen
from launchready.facts.dns import HostAddresses
from launchready.facts.tls import TlsEndpoint
from tests.checks.cases import Case, judges
from tests.checks.given import addresses, answer, endpoint, handshake, host

NAME, V6 = "app.acme.example", "2001:db8::7"
both = HostAddresses(answer(NAME, "A", "198.51.100.7"), answer(NAME, "AAAA", V6))


def closed(address: str, error: str = "connection refused") -> TlsEndpoint:
    """Make an endpoint that no connection reaches."""
    return endpoint(
        address=address, connected=False, trusted=False, protocol="", chain=(), error=error
    )


def given(*endpoints: TlsEndpoint, found: HostAddresses = both) -> dict[str, object]:
    """Show the judge a host's addresses and endpoints."""
    return {"host": host(NAME), "found": found, "handshake": handshake(*endpoints)}


CASES = (
    Case(check.Outcomes.LISTENS, "both answer", given(endpoint(), endpoint(address=V6))),
    Case(
        check.Outcomes.LISTENS,
        "it connects, though its certificate is bad",
        given(endpoint(), endpoint(address=V6, trusted=False, chain=())),
    ),
    Case(check.Outcomes.NOTHING_LISTENS, "IPv6 refuses", given(endpoint(), closed(V6))),
    Case(
        check.Outcomes.NO_IPV6_HERE,
        "this machine has no IPv6",
        given(endpoint(), closed(V6, "Network is unreachable")),
    ),
    Case(
        check.Outcomes.NEITHER_LISTENS,
        "neither answers",
        given(closed("198.51.100.7"), closed(V6)),
    ),
    Case(check.Outcomes.NO_ANSWER, "IPv6 did not answer in time", given(endpoint())),
    Case(
        check.Outcomes.NO_ANSWER,
        "nothing was seen at all",
        {"host": host(NAME), "found": both, "handshake": Unseen("no answer within 3 s")},
    ),
    Case(check.Outcomes.NOT_PUBLISHED, "no AAAA", given(found=addresses())),
)

test_outcomes = judges(check, CASES)
