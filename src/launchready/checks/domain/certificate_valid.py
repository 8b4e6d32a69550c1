"""Browsers trust whoever issued the certificate.

Dates, names and a missing intermediate are judged by checks of their own; this one is
about the authority, the key and the signature.

Why it matters: an untrusted certificate is a full-page warning that most visitors never
pass, and every webhook and API client refuses to connect.

How to fix: have a public authority issue the certificate for {host}: turn on the
certificate that the host or proxy offers, or run an ACME client such as Caddy or certbot.

References: RFC 5280 section 6; RFC 7633 (must-staple); CA/Browser Forum Baseline
Requirements sections 6.1.5 and 7.1.3
"""

from launchready.checks.api import (
    Certificate,
    Host,
    Impact,
    TlsEndpoint,
    TlsHandshake,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "ssl-valid"
EFFORT_HOURS = 1.0

REVOKED = 23
TOO_WEAK = {66: "key", 67: "key of an authority", 68: "signature of an authority"}
JUDGED_ELSEWHERE = {9, 10, 62, 64}
"""OpenSSL's X509_V_ERR numbers: revoked; key or digest too weak; dates, name, address."""

OBSOLETE = {"SSLv3", "TLSv1", "TLSv1.1"}
BROKEN_HASHES = {"md2", "md5", "sha1"}

INTERNAL_AUTHORITIES = {
    "cloudflare origin": "Cloudflare's origin authority is trusted by Cloudflare alone: "
    "turn the proxy on for {host}, or install a public certificate.",
    "(staging)": "this is the authority's test service: point the ACME client of {host} at "
    "the production directory and renew.",
    "mkcert": "this certificate is for a developer's own machine: issue a public one.",
    "caddy local": "Caddy issued this itself because it could not reach a public "
    "authority for {host}: see its log for the ACME error.",
}
"""What parts of an issuer's name give away, and what to do about each."""


class Outcomes:
    """What the check can find."""

    TRUSTED = passes("issued by {issuer}, which browsers trust")
    SELF_SIGNED = fails(
        Impact.BLOCKER, "the certificate at {address} is self-signed ({subject})"
    )
    UNKNOWN_AUTHORITY = fails(
        Impact.BLOCKER, "the certificate at {address} is issued by {issuer}: {error}"
    )
    INTERNAL_AUTHORITY = fails(
        Impact.BLOCKER,
        "the certificate at {address} is issued by {issuer}, which no browser trusts",
        fix="{hint}",
    )
    REVOKED = fails(
        Impact.BLOCKER,
        "the certificate at {address} was revoked by {issuer}",
        fix="Ask {issuer} why, then issue a new certificate for {host} with a new key.",
    )
    WEAK = fails(
        Impact.BLOCKER,
        "the certificate at {address} has a {weakness}, which browsers refuse",
        fix="Issue the certificate for {host} again with an ECDSA P-256 or RSA 2048 key "
        "and a SHA-256 signature.",
    )
    REFUSED = fails(Impact.BLOCKER, "a verifying client refuses {address}: {error}")
    STAPLE_MISSING = fails(
        Impact.HIGH,
        "the certificate demands a stapled OCSP response, and {address} sends none",
        fix="Turn OCSP stapling on at {host}, or issue the certificate without must-staple.",
    )
    STAPLE_STALE = fails(
        Impact.HIGH,
        "the certificate demands a stapled OCSP response, and that of {address} is out of date",
        fix="See why {host} no longer fetches OCSP responses (its log names the responder), "
        "or issue the certificate without must-staple.",
    )
    CHAIN_UNSEEN = cannot_tell("the authority cannot be judged: {issuer} was left out")
    NOTHING_SENT = cannot_tell("no certificate was sent: {error}")


def judge(host: Host, handshake: TlsHandshake) -> Verdict:
    """Judge the first address whose certificate no browser would trust."""
    if not handshake.answering:
        return Outcomes.NOTHING_SENT(error=handshake.endpoints[0].error)
    verdicts = [_judge(host, endpoint, endpoint.chain[0]) for endpoint in handshake.answering]
    faults = [verdict for verdict in verdicts if verdict]
    faults.sort(key=lambda verdict: verdict.outcome.impact is None)
    return faults[0] if faults else Outcomes.TRUSTED(issuer=_issuer(handshake.leaves[0]))


def _judge(host: Host, end: TlsEndpoint, leaf: Certificate) -> Verdict | None:
    issuer = _issuer(leaf)
    if end.verify_code == REVOKED or end.ocsp_status == "revoked":
        return Outcomes.REVOKED(address=end.address, issuer=issuer)
    if weakness := _weakness(leaf) or TOO_WEAK.get(end.verify_code):
        return Outcomes.WEAK(address=end.address, weakness=f"weak {weakness}")
    if end.trusted:
        if leaf.must_staple and not end.ocsp_stapled:
            return Outcomes.STAPLE_MISSING(address=end.address)
        if leaf.must_staple and end.ocsp_status == "stale":
            return Outcomes.STAPLE_STALE(address=end.address)
        return None
    if end.chain_complete:
        elsewhere = end.verify_code in JUDGED_ELSEWHERE or not end.name_matches
        if elsewhere or end.protocol in OBSOLETE:
            return None
        return Outcomes.REFUSED(address=end.address, error=end.verify_error)
    if leaf.self_signed:
        return Outcomes.SELF_SIGNED(address=end.address, subject=leaf.subject)
    for part, hint in INTERNAL_AUTHORITIES.items():
        if part in f"{leaf.issuer} {leaf.issuer_organization}".lower():
            text = hint.replace("{host}", host.name)
            return Outcomes.INTERNAL_AUTHORITY(address=end.address, issuer=issuer, hint=text)
    if end.lacks_intermediate:
        return Outcomes.CHAIN_UNSEEN(issuer=issuer)
    return Outcomes.UNKNOWN_AUTHORITY(
        address=end.address, issuer=issuer, error=end.verify_error or "unknown to browsers"
    )


def _weakness(leaf: Certificate) -> str:
    if leaf.key_type == "rsa" and leaf.key_bits < 2048:
        return f"{leaf.key_bits}-bit RSA key"
    if leaf.key_type == "ec" and leaf.key_bits < 224:
        return f"{leaf.key_bits}-bit elliptic-curve key"
    if leaf.signature_hash in BROKEN_HASHES and not leaf.self_signed:
        return f"{leaf.signature_hash.upper()} signature"
    return ""


def _issuer(leaf: Certificate) -> str:
    parts = (leaf.issuer_organization, leaf.issuer)
    return " ".join(part for part in parts if part) or "an unnamed authority"
