"""The domain's registration outlives the launch.

Why it matters: a domain that lapses takes web, mail and every account that resets its
password by mail with it, and anybody may then register it.

How to fix: renew {domain} at its registrar now, switch on automatic renewal, and see to it
that the card on file is valid and that the account's mail address is not in {domain} itself.

References: RFC 9083 section 4.5 (events); RFC 9224 (which RDAP server); RFC 8056 (statuses);
icann.org/resources/pages/epp-status-codes-2014-06-16-en
"""

from launchready.checks.api import (
    RESERVED_SUFFIXES,
    Clock,
    Impact,
    Product,
    Registration,
    Unseen,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

SOON_DAYS = 30
VERY_SOON_DAYS = 7

WITHDRAWN = frozenset(
    {"client hold", "server hold", "redemption period", "pending delete", "inactive"}
)
"""Statuses under which a registry does not publish the domain in DNS."""


class Outcomes:
    """What the check can find."""

    FAR_OFF = passes("{domain} is registered for {days} more days, until {expires}")
    SOON = fails(Impact.HIGH, "the registration of {domain} ends in {days} days, on {expires}")
    VERY_SOON = fails(
        Impact.BLOCKER, "the registration of {domain} ends in {days} days, on {expires}"
    )
    EXPIRED = fails(
        Impact.BLOCKER, "the registration of {domain} ended {days} days ago, on {expires}"
    )
    WITHDRAWN = fails(
        Impact.BLOCKER,
        "the registry has taken {domain} out of DNS: status {statuses}",
        fix="Ask {registrar} why the domain has the status {statuses}: most often an unpaid"
        " renewal, or a contact's address that was never confirmed.",
    )
    NOT_TOLD = cannot_tell("the registry does not publish when {domain} expires")
    UNSEEN = cannot_tell(
        "when the registration ends could not be seen: {reason}; look it up at the registrar"
    )
    NO_REGISTRY = not_applicable("no registry sells names below .{suffix}")


def judge(product: Product, registration: Registration | Unseen, clock: Clock) -> Verdict:
    """Judge the date and the statuses that the registry publishes."""
    if isinstance(registration, Unseen):
        suffix = product.domain.rpartition(".")[2]
        if suffix in RESERVED_SUFFIXES:
            return Outcomes.NO_REGISTRY(suffix=suffix)
        return Outcomes.UNSEEN(reason=registration.reason)
    seen = {
        "domain": registration.domain,
        "registrar": registration.registrar or "the registrar",
        "source": registration.source,
    }
    statuses = [status for status in registration.statuses if status in WITHDRAWN]
    if statuses:
        return Outcomes.WITHDRAWN(statuses=statuses, **seen)
    expires = registration.expires
    if expires is None:
        return Outcomes.NOT_TOLD(**seen)
    days = (expires - clock.now).days
    if expires < clock.now:
        return Outcomes.EXPIRED(days=(clock.now - expires).days, expires=expires, **seen)
    if days < VERY_SOON_DAYS:
        return Outcomes.VERY_SOON(days=days, expires=expires, **seen)
    if days < SOON_DAYS:
        return Outcomes.SOON(days=days, expires=expires, **seen)
    return Outcomes.FAR_OFF(days=days, expires=expires, **seen)
