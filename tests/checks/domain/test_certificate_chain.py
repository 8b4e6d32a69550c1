"""What the server leaves out of its chain is told from an authority that nobody knows."""

from datetime import timedelta

from launchready.checks.domain import certificate_chain as check
from launchready.facts.tls import TlsEndpoint
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW, certificate, endpoint, handshake, host

LEAF = certificate(ca_issuers=("http://r11.i.example/",))
R11 = certificate(subject="R11", issuer="ISRG Root X1", is_ca=True, sha256="cd" * 32)
ENDED = certificate(
    subject="R11", issuer="DST Root", is_ca=True, not_after=NOW - timedelta(days=1)
)


def given(*ends: TlsEndpoint) -> dict[str, object]:
    """Show the judge one host."""
    return {"host": host(), "handshake": handshake(*ends), "clock": CLOCK}


SHORT = endpoint(leaf=LEAF, trusted=False, verify_code=20, chain_complete=False)
Out = check.Outcomes

CASES = (
    Case(Out.COMPLETE, "leaf and intermediate", given(endpoint(chain=(LEAF, R11)))),
    Case(
        Out.COMPLETE,
        "the leaf itself has expired",
        given(endpoint(chain=(LEAF, R11), trusted=False, verify_code=10)),
    ),
    Case(Out.INTERMEDIATE_MISSING, "the leaf alone", given(SHORT)),
    Case(Out.INTERMEDIATE_MISSING, "one address of two", given(endpoint(), SHORT)),
    Case(
        Out.INTERMEDIATE_EXPIRED,
        "the intermediate has expired",
        given(endpoint(chain=(LEAF, ENDED), trusted=False, verify_code=10)),
    ),
    Case(
        Out.COMPLETE,
        "an expired extra that clients do not need",
        given(endpoint(chain=(LEAF, R11, ENDED))),
    ),
    Case(
        Out.ROOT_UNKNOWN,
        "a private authority",
        given(endpoint(trusted=False, chain_complete=False, verify_code=20)),
    ),
    Case(Out.NOTHING_SENT, "no TLS there", given(endpoint(chain=(), error="refused"))),
)

test_outcomes = judges(check, CASES)
