"""The certificate is for the name that visitors type.

Why it matters: a certificate for another name is a full-page warning in every browser,
and the usual sign that the host still serves its provider's default site.

How to fix: add {host} as a custom domain at the place where its TLS ends, and have the
certificate issued again with {host} among its names (subjectAltName).

References: RFC 9525 section 6; RFC 5280 section 4.2.1.6
"""

from launchready.checks.api import (
    Host,
    Impact,
    TlsHandshake,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "ssl-valid"
EFFORT_HOURS = 0.5

SHOWN = 6
"""Names that a summary lists before it only counts."""


class Outcomes:
    """What the check can find."""

    COVERED = passes("the certificate covers the name")
    OTHER_NAME = fails(Impact.BLOCKER, "the certificate at {address} is for {names} only")
    NO_NAMES = fails(
        Impact.BLOCKER, "the certificate at {address} lists no names at all ({subject})"
    )
    PLACEHOLDER = cannot_tell("a self-signed certificate for {names} stands in for the real")
    NOTHING_SENT = cannot_tell("no certificate was sent: {error}")


def judge(host: Host, handshake: TlsHandshake) -> Verdict:
    """Judge the first address whose certificate is for another name."""
    if not handshake.answering:
        return Outcomes.NOTHING_SENT(error=handshake.endpoints[0].error)
    for endpoint in handshake.answering:
        if endpoint.name_matches:
            continue
        leaf = endpoint.chain[0]
        names = [*leaf.names[:SHOWN]]
        if len(leaf.names) > SHOWN:
            names.append(f"{len(leaf.names) - SHOWN} more")
        if leaf.self_signed and not endpoint.trusted:
            return Outcomes.PLACEHOLDER(names=names or [leaf.subject])
        if not names:
            return Outcomes.NO_NAMES(address=endpoint.address, subject=leaf.subject)
        return Outcomes.OTHER_NAME(address=endpoint.address, names=names)
    return Outcomes.COVERED()
