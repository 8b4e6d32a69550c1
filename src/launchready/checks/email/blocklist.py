"""The product's own sending addresses stand on no block list.

Only lists that the manifest names are asked: each has terms of use of its own.

Why it matters: mail from a listed address is refused by everybody who uses the list; a
rented address may carry the name that its last tenant made for it.

How to fix: read at {lists} why {address} is listed, mend that first (an open relay, a form
that sends anywhere), then ask there for its removal; or send through a mail provider.

References: RFC 5782 sections 2.1 and 5
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    SendingAddress,
    SendingAddresses,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("stands on none of {lists}")
    LISTED = fails(Impact.HIGH, "stands on {lists}")
    NOT_ASKED = not_applicable("the manifest names no block list to ask, in [email] blocklists")
    NO_SENDER = not_applicable("no single address of its own sends mail")
    NOT_SEEN = cannot_tell("gave no usable answer: {unseen}")


def judge(product: Product, sending: SendingAddresses, manifest: Manifest) -> list[Verdict]:
    """Judge each address that the product's own SPF record names."""
    lists = manifest.email.blocklists
    if not lists:
        return [Outcomes.NOT_ASKED()]

    def one(found: SendingAddress) -> Verdict:
        if found.listed:
            return Outcomes.LISTED(lists=found.listed, address=found.address)
        if found.list_unseen:
            return Outcomes.NOT_SEEN(unseen=found.list_unseen)
        return Outcomes.CLEAN(lists=lists)

    return [one(each).at(each.address) for each in sending.addresses] or [Outcomes.NO_SENDER()]
