"""Trust is judged apart from dates, names and the chain's completeness."""

from launchready.checks.domain import certificate_valid as check
from launchready.facts.tls import TlsEndpoint
from tests.checks.cases import Case, judges
from tests.checks.given import certificate, endpoint, handshake, host


def given(*ends: TlsEndpoint) -> dict[str, object]:
    """Show the judge one host."""
    return {"host": host(), "handshake": handshake(*ends)}


def untrusted(code: int, *, complete: bool = False, **leaf: object) -> TlsEndpoint:
    """Make an endpoint that a verifying client refuses."""
    return endpoint(
        leaf=certificate(**leaf),
        trusted=False,
        verify_code=code,
        verify_error="as OpenSSL says",
        chain_complete=complete,
    )


AIA = ("http://r11.i.example/",)
Out = check.Outcomes

CASES = (
    Case(Out.TRUSTED, "every address is trusted", given(endpoint(), endpoint())),
    Case(
        Out.TRUSTED, "expired, yet from a known authority", given(untrusted(10, complete=True))
    ),
    Case(
        Out.TRUSTED, "another name, from a known authority", given(untrusted(62, complete=True))
    ),
    Case(
        Out.TRUSTED,
        "the verifying client does not speak the obsolete version",
        given(endpoint(trusted=False, protocol="TLSv1", verify_error="unsupported protocol")),
    ),
    Case(Out.SELF_SIGNED, "self-signed", given(untrusted(18, self_signed=True))),
    Case(
        Out.SELF_SIGNED,
        "one address of two is self-signed",
        given(endpoint(), untrusted(18, self_signed=True)),
    ),
    Case(
        Out.UNKNOWN_AUTHORITY,
        "from a private authority",
        given(untrusted(20, issuer="Acme Internal CA", issuer_organization="Acme")),
    ),
    Case(
        Out.INTERNAL_AUTHORITY,
        "Cloudflare's origin certificate without Cloudflare in front",
        given(
            untrusted(
                20,
                issuer="CloudFlare Origin SSL Certificate Authority",
                issuer_organization="CloudFlare, Inc.",
                ca_issuers=AIA,
            )
        ),
    ),
    Case(Out.REVOKED, "revoked", given(untrusted(23, complete=True))),
    Case(Out.REVOKED, "by its own stapled word", given(endpoint(ocsp_status="revoked"))),
    Case(
        Out.STAPLE_STALE,
        "must-staple and an old staple",
        given(
            endpoint(leaf=certificate(must_staple=True), ocsp_stapled=True, ocsp_status="stale")
        ),
    ),
    Case(Out.WEAK, "RSA with 1024 bits", given(untrusted(66, key_type="rsa", key_bits=1024))),
    Case(Out.WEAK, "SHA-1 signature", given(untrusted(68, signature_hash="sha1"))),
    Case(Out.WEAK, "an authority's key is too small", given(untrusted(67, complete=True))),
    Case(Out.REFUSED, "not made for servers", given(untrusted(26, complete=True))),
    Case(
        Out.STAPLE_MISSING,
        "must-staple and no staple",
        given(endpoint(leaf=certificate(must_staple=True))),
    ),
    Case(
        Out.TRUSTED,
        "must-staple and a staple",
        given(endpoint(leaf=certificate(must_staple=True), ocsp_stapled=True)),
    ),
    Case(
        Out.CHAIN_UNSEEN, "the intermediate was left out", given(untrusted(20, ca_issuers=AIA))
    ),
    Case(
        Out.UNKNOWN_AUTHORITY,
        "the issuer was sent, and nobody knows its root",
        given(
            endpoint(
                chain=(
                    certificate(ca_issuers=AIA),
                    certificate(subject="R11", issuer="Old Root"),
                ),
                trusted=False,
                chain_complete=False,
                verify_code=20,
            )
        ),
    ),
    Case(Out.NOTHING_SENT, "no TLS there", given(endpoint(chain=(), error="refused"))),
)

test_outcomes = judges(check, CASES)


def test_hint_names_the_host() -> None:
    """The fix for a certificate of an internal authority names the host to mend."""
    verdict = check.judge(host(), handshake(untrusted(20, issuer="mkcert ana@laptop")))
    assert verdict.outcome is Out.INTERNAL_AUTHORITY
    verdict = check.judge(host(), handshake(untrusted(20, issuer="(STAGING) Ersatz Yam")))
    assert "app.acme.example" in str(verdict.evidence["hint"])
