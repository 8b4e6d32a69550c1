"""Servers that send mail themselves have a name that leads back to them.

Why it matters: Gmail and most others refuse mail from an address without a PTR record, or
with one whose name does not lead back: "550 5.7.25".

How to fix: at whoever rents out {address}, set its reverse DNS to a name such as
mail.{domain}, and publish an A or AAAA record for that name with the same address.

References: https://support.google.com/mail/answer/81126; RFC 1912 section 2.1
"""

from launchready.checks.api import (
    Impact,
    Product,
    SendingAddress,
    SendingAddresses,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    CONFIRMED = passes("is {names}, and that leads back")
    MISSING = fails(Impact.HIGH, "has no reverse DNS name, and {term} lets it send")
    NOT_CONFIRMED = fails(Impact.HIGH, "is {names}, which does not lead back to it")
    NO_SENDER = not_applicable("no single address of its own sends mail")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, sending: SendingAddresses) -> list[Verdict]:
    """Judge each address that the product's own SPF record names."""
    return [_judge(each).at(each.address) for each in sending.addresses] or [
        Outcomes.NO_SENDER()
    ]


def _judge(found: SendingAddress) -> Verdict:
    if found.unseen:
        return Outcomes.NOT_SEEN(unseen=found.unseen)
    about = {"address": found.address, "domain": found.domain, "term": found.term}
    if not found.names:
        return Outcomes.MISSING(**about)
    if not found.confirmed:
        return Outcomes.NOT_CONFIRMED(names=found.names, **about)
    return Outcomes.CONFIRMED(names=found.confirmed)
