"""The sending domain says in SPF which servers may send for it.

Why it matters: without an SPF record, mailbox providers cannot tell the product's mail from
a forger's; Gmail and Yahoo ask it of every sender, and invitations and resets go to spam.

How to fix: hold the record below against what your mail provider shows under "verify your
domain", and publish it at {domain}:{publish}

References: RFC 7208 section 4.5; https://support.google.com/mail/answer/81126
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    SpfNode,
    SpfTrees,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    merge_spf,
    not_applicable,
    passes,
    publish,
    sender_includes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    PRESENT = passes("publishes {record}")
    MISSING = fails(Impact.BLOCKER, "publishes no SPF record, and the product sends from it")
    UNUSED = fails(
        Impact.HIGH,
        "publishes no SPF record: anybody may send in its name",
        fix="Declare who sends for {domain} in [[senders]]. If nobody does, publish:{publish}",
    )
    MISTYPED = not_applicable("what was meant as SPF is judged by email/spf-valid")
    NO_DOMAIN = not_applicable("no domain of its own sends mail")
    NOT_SEEN = cannot_tell("SPF could not be looked up: {unseen}")


def judge(product: Product, trees: SpfTrees, manifest: Manifest) -> list[Verdict]:
    """Judge each sending domain."""

    def one(tree: SpfNode) -> Verdict:
        if tree.unseen:
            return Outcomes.NOT_SEEN(unseen=tree.unseen)
        if tree.records:
            return Outcomes.PRESENT(record=tree.records[0])
        if tree.near_misses:
            return Outcomes.MISTYPED()
        senders = [each for each in manifest.senders if each.domain == tree.domain]
        if not senders:
            record = publish(tree.domain, "v=spf1 -all")
            return Outcomes.UNUSED(domain=tree.domain, publish=record)
        includes = [name for sender in senders for name in sender_includes(sender)]
        record = publish(tree.domain, merge_spf([], includes))
        return Outcomes.MISSING(domain=tree.domain, publish=record)

    return each_domain(trees.domains, one, Outcomes.NO_DOMAIN)
