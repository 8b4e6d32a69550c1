"""The certificate outlives the launch.

Why it matters: an expired certificate shows every visitor a full-page warning, and
breaks every API call and webhook at once.

How to fix: turn on automatic renewal where TLS for {host} ends, and renew now.
Certificates of public authorities last 200 days at most since March 2026, so a
renewal by hand will be forgotten.

References: RFC 5280 section 4.1.2.5; CA/Browser Forum ballot SC-081v3 (maximum validity)
"""

from datetime import timedelta

from launchready.checks.api import (
    Clock,
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

SOON = timedelta(days=14)
"""Renewal clients start a third of the lifetime before the end (30 days of 90); half of
that gone, a sixth of a shorter life, means that renewal has already failed for long."""


class Outcomes:
    """What the check can find."""

    VALID = passes("valid for {days} more days")
    EXPIRES_SOON = fails(Impact.HIGH, "expires in {days} days, on {not_after}")
    NOT_YET_VALID = fails(Impact.BLOCKER, "not valid before {not_before}")
    EXPIRED = fails(Impact.BLOCKER, "expired {days} days ago, on {not_after}")
    NOTHING_SENT = cannot_tell("no certificate was sent: {error}")


def judge(host: Host, handshake: TlsHandshake, clock: Clock) -> Verdict:
    """Judge the certificate that ends first among the host's addresses."""
    if not handshake.leaves:
        return Outcomes.NOTHING_SENT(error=handshake.endpoints[0].error)
    leaf = handshake.leaves[0]
    days = (leaf.not_after - clock.now).days
    if leaf.not_after < clock.now:
        return Outcomes.EXPIRED(days=-days, not_after=leaf.not_after)
    if leaf.not_before > clock.now:
        return Outcomes.NOT_YET_VALID(not_before=leaf.not_before)
    if leaf.not_after - clock.now < min(SOON, (leaf.not_after - leaf.not_before) / 6):
        return Outcomes.EXPIRES_SOON(days=days, not_after=leaf.not_after)
    return Outcomes.VALID(days=days, not_after=leaf.not_after)
