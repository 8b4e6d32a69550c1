"""The SPF record needs ten DNS look-ups at most.

Why it matters: the eleventh look-up voids the record (permerror). Each provider adds some,
so that mail which was fine in spring fails after the newsletter tool came in summer.

How to fix: take out what no sender needs (email/spf-senders-only), give each provider a
subdomain of its own as its return path, and leave out a, mx and ptr. Costs now: {costs}

References: RFC 7208 section 4.6.4
"""

from launchready.checks.api import (
    MAX_LOOKUPS,
    Impact,
    Product,
    SpfNode,
    SpfTrees,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 1.5


class Outcomes:
    """What the check can find."""

    WITHIN = passes("needs {lookups} of 10 look-ups")
    OVER = fails(Impact.BLOCKER, "needs {lookups} look-ups, and the eleventh voids the record")
    NO_RECORD = not_applicable("has no single SPF record to count in")
    NOT_SEEN = cannot_tell("{lookups} look-ups are seen, and {unseen}")


def judge(product: Product, trees: SpfTrees) -> list[Verdict]:
    """Judge each sending domain and envelope sender."""
    return each_domain((*trees.domains, *trees.return_paths), _judge, Outcomes.NO_RECORD)


def _judge(tree: SpfNode) -> Verdict:
    if tree.unseen:
        return Outcomes.NOT_SEEN(lookups=0, unseen=tree.unseen)
    if len(tree.records) != 1:
        return Outcomes.NO_RECORD()
    costs = [f"{term.text} {term.lookups}" for term in tree.terms if term.lookups][:40]
    if tree.lookups > MAX_LOOKUPS:
        return Outcomes.OVER(lookups=tree.lookups, costs=costs)
    if tree.where_unseen:
        return Outcomes.NOT_SEEN(lookups=tree.lookups, unseen=tree.where_unseen)
    return Outcomes.WITHIN(lookups=tree.lookups, costs=costs)
