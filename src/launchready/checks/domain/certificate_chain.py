"""The server sends every certificate that a client needs to trust it.

Why it matters: a desktop browser often remembers a missing intermediate from elsewhere,
so the site works for its makers and fails on phones, in webhooks and in API clients.

How to fix: install the full chain at {host}, the intermediate of {issuer} right after the
host's own certificate (certbot and others write it as fullchain.pem, not cert.pem).

References: RFC 8446 section 4.4.2; RFC 5280 section 6.1
"""

from launchready.checks.api import (
    Clock,
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
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    COMPLETE = passes("the chain as sent ({count} certificates) is complete")
    INTERMEDIATE_MISSING = fails(
        Impact.BLOCKER, "{address} leaves out the intermediate certificate {issuer}"
    )
    INTERMEDIATE_EXPIRED = fails(
        Impact.BLOCKER, "{address} sends the intermediate {issuer}, which ended on {not_after}"
    )
    ROOT_UNKNOWN = cannot_tell("the chain leads to no authority that browsers know")
    NOTHING_SENT = cannot_tell("no certificate was sent: {error}")


def judge(host: Host, handshake: TlsHandshake, clock: Clock) -> Verdict:
    """Judge the first address whose chain does not lead to a root."""
    if not handshake.answering:
        return Outcomes.NOTHING_SENT(error=handshake.endpoints[0].error)
    verdicts = [_judge(endpoint, clock) for endpoint in handshake.answering]
    faults = [verdict for verdict in verdicts if verdict]
    faults.sort(key=lambda verdict: verdict.outcome.impact is None)
    if faults:
        return faults[0]
    return Outcomes.COMPLETE(count=min(len(end.chain) for end in handshake.answering))


def _judge(endpoint: TlsEndpoint, clock: Clock) -> Verdict | None:
    leaf = endpoint.chain[0]
    if endpoint.trusted:
        return None
    if endpoint.lacks_intermediate:
        return Outcomes.INTERMEDIATE_MISSING(
            address=endpoint.address,
            issuer=leaf.issuer,
            to_be_had_at=leaf.ca_issuers,
            sent=len(endpoint.chain),
        )
    for sent in endpoint.chain[1:]:
        if sent.not_after < clock.now and sent.subject == leaf.issuer:
            return Outcomes.INTERMEDIATE_EXPIRED(
                address=endpoint.address, issuer=sent.subject, not_after=sent.not_after
            )
    return None if endpoint.chain_complete else Outcomes.ROOT_UNKNOWN()
