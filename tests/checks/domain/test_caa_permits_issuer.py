"""The certificate's issuer is held against the CAA set that applies."""

from launchready.checks.domain import caa_permits_issuer as check
from launchready.facts.base import Unseen
from launchready.facts.dns import CaaPolicy
from launchready.facts.tls import Certificate, TlsHandshake
from tests.checks.cases import Case, judges
from tests.checks.given import certificate, endpoint, handshake, host

WILDCARD = certificate(names=("*.acme.example",))
nothing_sent = handshake(endpoint(chain=(), error="connection refused"))


def given(
    *issue: str,
    leaf: Certificate | None = None,
    shown: TlsHandshake | Unseen | None = None,
    **fields: tuple[str, ...],
) -> dict[str, object]:
    """Show the judge a certificate of Let's Encrypt and a CAA set at the apex."""
    policy = CaaPolicy("acme.example", issue, **fields)
    return {
        "host": host(),
        "policy": policy,
        "handshake": shown or handshake(endpoint(leaf=leaf)),
    }


CASES = (
    Case(
        check.Outcomes.NO_POLICY,
        "no CAA anywhere",
        {"host": host(), "policy": CaaPolicy(""), "handshake": nothing_sent},
    ),
    Case(check.Outcomes.PERMITTED, "one of two", given("pki.goog", "letsencrypt.org")),
    Case(
        check.Outcomes.PERMITTED,
        "with parameters and capitals",
        given("LetsEncrypt.org; validationmethods=dns-01"),
    ),
    Case(check.Outcomes.PERMITTED, "only iodef is set", given(other=("iodef mailto:a@b",))),
    Case(
        check.Outcomes.PERMITTED,
        "issuewild does not bind a plain name",
        given(issuewild=("pki.goog",)),
    ),
    Case(
        check.Outcomes.PERMITTED,
        "a wildcard certificate follows issuewild",
        given(";", leaf=WILDCARD, issuewild=("letsencrypt.org",)),
    ),
    Case(check.Outcomes.FORBIDDEN, "another authority", given("pki.goog")),
    Case(
        check.Outcomes.FORBIDDEN,
        "issuewild names another authority",
        given("letsencrypt.org", leaf=WILDCARD, issuewild=("pki.goog",)),
    ),
    Case(check.Outcomes.NOBODY, "a lone semicolon", given(";")),
    Case(
        check.Outcomes.CRITICAL_TAG,
        "an unknown tag that must be known",
        given("letsencrypt.org", critical=("tbs",)),
    ),
    Case(
        check.Outcomes.UNKNOWN_ISSUER,
        "a company's own authority",
        given("letsencrypt.org", leaf=certificate(issuer_organization="Acme Internal")),
    ),
    Case(
        check.Outcomes.NO_CERTIFICATE,
        "TLS was not seen",
        given("letsencrypt.org", shown=Unseen("no answer within 3 s")),
    ),
    Case(
        check.Outcomes.NO_CERTIFICATE,
        "nothing speaks TLS",
        given("letsencrypt.org", shown=nothing_sent),
    ),
)

test_outcomes = judges(check, CASES)
