"""DNSSEC, where it is used, is not broken.

A zone without DNSSEC passes: it works for everybody, and switching it on in launch week
adds a way to fail.

Why it matters: about a third of all users ask resolvers that validate. For them a zone with
broken signatures does not exist at all, while for everybody else it works: a fault that a
team rarely sees itself.

How to fix: if {zone} was moved to another DNS provider, remove the old DS record at the
registrar, or replace it by the one that the new provider shows. Wait for the DS record's TTL
and check again.

References: RFC 4035 section 5 (validation) and section 3.2.2 (the CD bit); RFC 6781 section
4.3.5 (changing operators)
"""

from launchready.checks.api import (
    Impact,
    Product,
    Value,
    Verdict,
    ZoneSecurity,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    VALID = passes("{zone} is signed, and the resolver vouches for it")
    UNSIGNED = passes("{zone} is not signed with DNSSEC: no DS record, so nothing can break")
    BOGUS = fails(
        Impact.HIGH,
        "{zone} fails DNSSEC validation: resolvers that validate answer SERVFAIL, and only"
        " those that do not reach it",
    )
    NOT_VALIDATED = cannot_tell(
        "{zone} is signed, but the resolver used here does not validate signatures"
    )
    NOT_VOUCHED_FOR = cannot_tell(
        "{zone} is signed, and the resolver validates, yet does not vouch for this zone; its"
        " algorithm may be too old or too new"
    )


def judge(product: Product, security: ZoneSecurity) -> Verdict:
    """Judge what a validating resolver makes of the zone."""
    seen: dict[str, Value] = {
        "zone": security.zone,
        "server": security.server,
        "ds": security.signed,
    }
    if security.bogus:
        return Outcomes.BOGUS(**seen)
    if security.authenticated:
        return Outcomes.VALID(**seen)
    if not security.signed:
        return Outcomes.UNSIGNED(**seen)
    if security.resolver_validates:
        return Outcomes.NOT_VOUCHED_FOR(**seen)
    return Outcomes.NOT_VALIDATED(**seen)
