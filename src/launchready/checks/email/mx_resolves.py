"""Every MX record leads to a host that exists.

Why it matters: senders try each server in turn and wait for hours at one that is gone; an
address or an alias in an MX record is refused by strict ones at once.

How to fix: delete the MX record of {domain} that names {host}, or name a host there that
has an address of its own and is no alias.

References: RFC 5321 section 5.1; RFC 2181 section 10.3
"""

import ipaddress

from launchready.checks.api import (
    DomainExchangers,
    Impact,
    MailExchangers,
    Product,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    RESOLVES = passes("all of {hosts} have addresses")
    GONE = fails(Impact.HIGH, "{host} has no address")
    ADDRESS = fails(Impact.HIGH, "{host} is an address; an MX record holds a name")
    ALIAS = fails(Impact.LOW, "{host} is an alias of {alias}, which RFC 2181 forbids")
    NO_MX = not_applicable("has no MX record that names a host")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, exchangers: MailExchangers) -> list[Verdict]:
    """Judge every domain that mail comes back to."""
    return each_domain(exchangers.domains, _judge, Outcomes.NO_MX)


def _judge(found: DomainExchangers) -> Verdict:
    if found.unseen:
        return Outcomes.NOT_SEEN(unseen=found.unseen)
    if not found.exchangers or found.refuses_all:
        return Outcomes.NO_MX()
    for each in found.exchangers:
        if _is_address(each.name):
            return Outcomes.ADDRESS(host=each.name, domain=found.domain)
    for each in found.exchangers:
        if not each.addresses and not each.unseen:
            return Outcomes.GONE(host=each.name, domain=found.domain)
    for each in found.exchangers:
        if each.alias:
            return Outcomes.ALIAS(host=each.name, alias=each.alias, domain=found.domain)
    unseen = [f"{each.name}: {each.unseen}" for each in found.exchangers if each.unseen]
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    return Outcomes.RESOLVES(hosts=[each.name for each in found.exchangers])


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
