"""The certificate renews itself.

A certificate shows whether something renews it: short-lived ones are replaced when a
third of their life is left, and one that is past that point was forgotten by its client.

Why it matters: a renewal by hand is forgotten on a day when nobody looks, and takes the
whole product down at once; lifetimes shrink to 47 days by 2029.

How to fix: let the provider where TLS for {host} ends manage the certificate, or run an
ACME client on a timer; then look at its last run, and renew once to see that it works.

References: RFC 8555 (ACME); https://letsencrypt.org/docs/integration-guide/ (when to
renew); CA/Browser Forum ballot SC-081v3 (maximum validity)
"""

from datetime import timedelta

from launchready.checks.api import (
    Certificate,
    Clock,
    Host,
    Impact,
    TlsHandshake,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

SHORT = timedelta(days=101)
"""Up to this lifetime, nobody plans to renew by hand: what ACME authorities issue."""

RENEWS_AT = 0.3
"""Share of the lifetime left at which every client should have renewed; they start at a
third, and some days of retries are no fault."""

MANAGED = ("amazon", "cloudflare", "google trust services", "microsoft azure")
"""Authorities that issue through their own platform, which renews (the whole issuer)."""


class Outcomes:
    """What the check can find."""

    AUTOMATIC = passes("renewed {age} days ago for {lifetime} days: an automatic rhythm")
    MANAGED = passes("issued and renewed by the platform of {issuer}")
    OVERDUE = fails(
        Impact.MEDIUM,
        "{left} of {lifetime} days are left: automatic renewal was due {overdue} days ago",
    )
    BY_HAND = asks(
        "issued for {lifetime} days by {issuer}: does something renew it, and who is told "
        "when that fails?"
    )
    AT_ITS_END = cannot_tell("too close to its end ({not_after}) to tell late from never")
    SELF_SIGNED = cannot_tell("no authority stands behind it that would renew it")
    NOTHING_SENT = cannot_tell("no certificate was sent: {error}")


def judge(host: Host, handshake: TlsHandshake, clock: Clock) -> Verdict:
    """Judge the certificate that ends first among the host's addresses."""
    if not handshake.leaves:
        return Outcomes.NOTHING_SENT(error=handshake.endpoints[0].error)
    leaf = handshake.leaves[0]
    lifetime = leaf.not_after - leaf.not_before
    left = leaf.not_after - clock.now
    if leaf.self_signed:
        return Outcomes.SELF_SIGNED()
    if left < min(timedelta(days=14), lifetime / 6):
        return Outcomes.AT_ITS_END(not_after=leaf.not_after)
    issuer = leaf.issuer_organization or leaf.issuer
    if lifetime <= SHORT:
        return _judge_rhythm(leaf, lifetime, left)
    if any(name in issuer.lower() for name in MANAGED):
        return Outcomes.MANAGED(issuer=issuer)
    return Outcomes.BY_HAND(lifetime=_days(lifetime), issuer=issuer)


def _judge_rhythm(leaf: Certificate, lifetime: timedelta, left: timedelta) -> Verdict:
    if left < lifetime * RENEWS_AT:
        return Outcomes.OVERDUE(
            left=left.days,
            lifetime=_days(lifetime),
            overdue=max(1, (lifetime / 3 - left).days),
            not_after=leaf.not_after,
        )
    return Outcomes.AUTOMATIC(age=(lifetime - left).days, lifetime=_days(lifetime))


def _days(span: timedelta) -> int:
    return round(span / timedelta(days=1))
