"""The SPF record, and every record that it includes, can be evaluated.

Why it matters: one term that is not SPF, or an include without a record, voids the whole
record (permerror), and every mail counts as not authenticated.

How to fix: correct what is quoted, keep the rest of the record as it is, and ask for the
record again; `launchready email spf {domain}` shows every include with what it costs.

References: RFC 7208 sections 4.6, 5.2 and 12
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
    not_applicable,
    passes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    VALID = passes("holds to the grammar, with {records} records in all")
    FAULTY = fails(Impact.BLOCKER, "is void: {faults}")
    MISTYPED = fails(
        Impact.BLOCKER,
        "was meant as SPF, and is none: {texts}",
        fix='Begin the record with "v=spf1" and a space, without quotation marks of your own.',
    )
    INCLUDE_BROKEN = fails(
        Impact.BLOCKER,
        "includes what cannot be evaluated, which voids all of it: {faults}",
        fix="Take the include out of the record of {domain}, or write the one that the mail"
        " provider documents.",
    )
    NO_RECORD = not_applicable("has no SPF record; email/spf-present or spf-single says more")
    NOT_SEEN = cannot_tell("could not be followed to its end: {unseen}")


def judge(product: Product, trees: SpfTrees) -> list[Verdict]:
    """Judge each sending domain and envelope sender."""
    return each_domain((*trees.domains, *trees.return_paths), _judge, Outcomes.NO_RECORD)


def _judge(tree: SpfNode) -> Verdict:
    if tree.unseen:
        return Outcomes.NOT_SEEN(unseen=tree.unseen)
    if tree.near_misses and not tree.records:
        return Outcomes.MISTYPED(texts=tree.near_misses)
    if len(tree.records) != 1:
        return Outcomes.NO_RECORD()
    if tree.faults:
        return Outcomes.FAULTY(faults=tree.faults, record=tree.records[0], domain=tree.domain)
    below = [f"{node.domain}: {fault}" for node in tree.nodes for fault in node.faults]
    below += [
        f'"{term.text}": {term.problem}'
        for term in tree.all_terms
        if term.problem and not term.unanswered and not term.problem.startswith("not followed")
    ]
    if below:
        return Outcomes.INCLUDE_BROKEN(faults=below[:5], domain=tree.domain)
    if tree.where_unseen:
        return Outcomes.NOT_SEEN(unseen=tree.where_unseen)
    return Outcomes.VALID(records=len(list(tree.nodes)), record=tree.records[0])
