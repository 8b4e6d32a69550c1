"""Links that count clicks lead through a host with a valid certificate.

Why it matters: every button of every mail leads through that host. Without a certificate
for its name, each click on "confirm" ends at a full-page warning.

How to fix: turn on TLS for {host} at the mail provider (custom tracking domain with SSL), or
turn click tracking off for confirmations and resets, which need none.

References: RFC 9525
"""

from launchready.checks.api import (
    Impact,
    Sender,
    TrackingHost,
    Verdict,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    TRUSTED = passes("{host} has a valid certificate")
    UNTRUSTED = fails(Impact.HIGH, "{host}: its certificate is not believed: {error}")
    DOWN = fails(Impact.HIGH, "{host}: {error}")
    NOT_APPLICABLE = not_applicable("no tracking domain is declared")


def applies(sender: Sender) -> bool:
    """Say whether the sender's links lead through a host of their own."""
    return bool(sender.tracking_domain)


def judge(sender: Sender, tracking: TrackingHost) -> Verdict:
    """Judge the handshake."""
    if tracking.trusted:
        return Outcomes.TRUSTED(host=tracking.host)
    if tracking.connected:
        return Outcomes.UNTRUSTED(host=tracking.host, error=tracking.error)
    return Outcomes.DOWN(host=tracking.host, error=tracking.error)
