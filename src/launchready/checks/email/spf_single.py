"""A domain has one SPF record, not two.

Why it matters: two records make both void (permerror): every mail then counts as not
authenticated. It happens when a second provider is set up beside the first.

How to fix: delete all of them, and publish this one in their place:{publish}

References: RFC 7208 sections 3.2 and 4.5
"""

from launchready.checks.api import (
    Impact,
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
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    ONE = passes("has one SPF record")
    SEVERAL = fails(Impact.BLOCKER, "has {count} SPF records, which makes all void: {records}")
    NONE = not_applicable("has no SPF record to be doubled")
    NOT_SEEN = cannot_tell("SPF could not be looked up: {unseen}")


def judge(product: Product, trees: SpfTrees) -> list[Verdict]:
    """Judge each sending domain and envelope sender."""
    return each_domain((*trees.domains, *trees.return_paths), _judge, Outcomes.NONE)


def _judge(tree: SpfNode) -> Verdict:
    if tree.unseen:
        return Outcomes.NOT_SEEN(unseen=tree.unseen)
    if not tree.records:
        return Outcomes.NONE()
    if len(tree.records) == 1:
        return Outcomes.ONE()
    return Outcomes.SEVERAL(
        count=len(tree.records),
        records=tree.records,
        publish=publish(tree.domain, merge_spf(tree.records, [])),
    )
