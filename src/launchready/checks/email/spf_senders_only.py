"""SPF names the services that send for the product, and no other.

Why it matters: a service that the record still names, though nobody uses it, may send as
the product: every one of its customers then can, and each costs look-ups of the ten.

How to fix: if the service does send, declare it in [[senders]] with spf_includes. If not,
publish the record without it:{publish}

References: RFC 7208 section 10.1.1; RFC 7208 section 11.4
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    SpfNode,
    SpfTrees,
    Verdict,
    asks,
    cannot_tell,
    each_domain,
    fails,
    find_provider,
    not_applicable,
    passes,
    publish,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    NEEDED = passes("every service that it includes is a declared sender's")
    MORE = fails(Impact.MEDIUM, "authorises {includes}, which no declared sender needs")
    WHO_SENDS = asks(
        "which of these send for the product: {includes}?",
        fix="Add a [[senders]] entry to launchready.toml for each service that sends.",
    )
    NO_RECORD = not_applicable("has no single SPF record that includes anybody")
    NOT_SEEN = cannot_tell("SPF could not be looked up: {unseen}")


def judge(product: Product, trees: SpfTrees, manifest: Manifest) -> list[Verdict]:
    """Judge each sending domain."""
    needed = set()
    for sender in manifest.senders:
        needed |= {name.strip().lower() for name in sender.spf_includes}
        provider = find_provider(sender.provider) if sender.provider else None
        needed |= set(provider.includes) if provider else set()

    def one(tree: SpfNode) -> Verdict:
        if tree.unseen:
            return Outcomes.NOT_SEEN(unseen=tree.unseen)
        includes = [term for term in tree.terms if term.name in {"include", "redirect"}]
        if len(tree.records) != 1 or not includes:
            return Outcomes.NO_RECORD()
        if not manifest.senders:
            return Outcomes.WHO_SENDS(includes=[term.target for term in includes])
        others = [
            term
            for term in includes
            if not needed & {term.target, *(term.node.includes if term.node else ())}
        ]
        if not others:
            return Outcomes.NEEDED(includes=[term.target for term in includes])
        texts = {term.text for term in others}
        kept = " ".join(word for word in tree.records[0].split() if word not in texts)
        return Outcomes.MORE(
            includes=[term.target for term in others], publish=publish(tree.domain, kept)
        )

    return each_domain(trees.domains, one, Outcomes.NO_RECORD)
