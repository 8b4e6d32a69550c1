"""The certificate's names are judged at every address."""

from launchready.checks.domain import certificate_name as check
from launchready.facts.tls import TlsEndpoint
from tests.checks.cases import Case, judges
from tests.checks.given import certificate, endpoint, handshake, host


def given(*ends: TlsEndpoint) -> dict[str, object]:
    """Show the judge one host."""
    return {"host": host(), "handshake": handshake(*ends)}


def misnamed(*names: str, **leaf: object) -> TlsEndpoint:
    """Make an endpoint whose certificate does not cover the host."""
    return endpoint(
        leaf=certificate(names=names, **leaf), name_matches=False, trusted=False, verify_code=62
    )


Out = check.Outcomes

CASES = (
    Case(Out.COVERED, "the name is covered", given()),
    Case(Out.OTHER_NAME, "another name", given(misnamed("acme.hosting.example"))),
    Case(Out.OTHER_NAME, "one address of two", given(endpoint(), misnamed("old.example"))),
    Case(Out.NO_NAMES, "a common name alone", given(misnamed())),
    Case(
        Out.PLACEHOLDER,
        "a server's self-signed default",
        given(misnamed("localhost", self_signed=True)),
    ),
    Case(Out.NOTHING_SENT, "no TLS there", given(endpoint(chain=(), error="refused"))),
)

test_outcomes = judges(check, CASES)


def test_long_lists_are_cut() -> None:
    """A certificate for a hundred names is described in one readable sentence."""
    many = misnamed(*(f"site{n}.example" for n in range(100)))
    assert check.judge(host(), handshake(many)).summary.endswith("site5.example, 94 more only")
