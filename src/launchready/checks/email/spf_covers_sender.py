"""The SPF record that receivers ask for names the service that sends.

Why it matters: mail from a service that the record leaves out fails SPF, and where DKIM
breaks on the way, by a forwarder or a mailing list, nothing is left to vouch for it.

How to fix: publish the record with the service in it:{publish}

References: RFC 7208 section 2.4; the mail provider's page about domain verification
"""

from launchready.checks.api import (
    Impact,
    Sender,
    SpfTrees,
    Verdict,
    asks,
    cannot_tell,
    fails,
    find_provider,
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

    COVERED = passes("{domain} includes {includes}")
    NOT_COVERED = fails(Impact.HIGH, "{domain} does not include {missing}")
    OWN_ENVELOPE = not_applicable("{provider} sends with an envelope domain of its own")
    NO_RECORD = not_applicable("has no single SPF record; email/spf-present says more")
    WHICH = asks(
        "which include does the sending service want in SPF?",
        fix="Add provider or spf_includes to the [[senders]] entry of {domain}.",
    )
    NOT_SEEN = cannot_tell("SPF could not be followed to its end: {unseen}")


def judge(sender: Sender, trees: SpfTrees) -> Verdict:
    """Judge the record of the envelope sender's domain, or else of the domain in From."""
    includes = sender_includes(sender)
    provider = find_provider(sender.provider) if sender.provider else None
    if not includes:
        if provider is not None:
            return Outcomes.OWN_ENVELOPE(provider=provider.title)
        return Outcomes.WHICH(domain=sender.domain)
    # What either of the two names is authorised: which one a receiver asks for is the
    # service's choice, and documented for few.
    both = (trees.of(sender.return_path.strip().lower()), trees.of(sender.domain))
    found = [tree for tree in both if tree is not None]
    named = {name for tree in found for name in tree.includes}
    missing = [name for name in includes if name not in named]
    unseen = next((tree.where_unseen for tree in found if tree.where_unseen), "")
    if not missing:
        return Outcomes.COVERED(domain=sender.domain, includes=includes)
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    own = trees.of(sender.domain)
    if own is None or len(own.records) != 1:
        return Outcomes.NO_RECORD()
    record = merge_spf(own.records, missing)
    return Outcomes.NOT_COVERED(
        domain=sender.domain, missing=missing, publish=publish(sender.domain, record)
    )
