"""At most two terms of the SPF record ask for what does not exist.

Why it matters: the third question without an answer voids the record at many receivers
(permerror). Such terms are left over from servers and providers that are gone.

How to fix: take these terms out of the record; they authorise nobody: {terms}

References: RFC 7208 section 4.6.4
"""

from launchready.checks.api import (
    MAX_VOID,
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

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    WITHIN = passes("{voids} of its look-ups find nothing; 2 may")
    OVER = fails(Impact.HIGH, "{voids} of its look-ups find nothing, and the third voids it")
    NO_RECORD = not_applicable("has no single SPF record to count in")
    NOT_SEEN = cannot_tell("could not be followed to its end: {unseen}")


def judge(product: Product, trees: SpfTrees) -> list[Verdict]:
    """Judge each sending domain and envelope sender."""
    return each_domain((*trees.domains, *trees.return_paths), _judge, Outcomes.NO_RECORD)


def _judge(tree: SpfNode) -> Verdict:
    if tree.unseen:
        return Outcomes.NOT_SEEN(unseen=tree.unseen)
    if len(tree.records) != 1:
        return Outcomes.NO_RECORD()
    void = [term.text for term in tree.all_terms if term.void]
    if tree.voids > MAX_VOID:
        return Outcomes.OVER(voids=tree.voids, terms=void[:20])
    if tree.where_unseen:
        return Outcomes.NOT_SEEN(unseen=tree.where_unseen)
    return Outcomes.WITHIN(voids=tree.voids, terms=void)
