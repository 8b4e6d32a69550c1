"""The SPF record ends by refusing everybody whom it does not name.

Why it matters: "+all" lets the whole world send as the product, and "?all", or no ending at
all, says nothing about forgers: the record then protects nobody.

How to fix: end the record with "~all" (or "-all" once every sender is known):{publish}

References: RFC 7208 sections 5.1, 6.1 and 8.2
"""

import ipaddress

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
EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    REFUSES = passes('ends with "{ending}all"')
    ANYBODY = fails(Impact.BLOCKER, "lets everybody send: {term}")
    SAYS_NOTHING = fails(Impact.MEDIUM, 'ends with "?all", which says nothing of forgers')
    OPEN_ENDED = fails(Impact.MEDIUM, 'has neither "all" nor a redirect at its end')
    NO_RECORD = not_applicable("has no single SPF record with an ending")
    NOT_SEEN = cannot_tell("its end could not be looked up: {unseen}")


def judge(product: Product, trees: SpfTrees) -> list[Verdict]:
    """Judge each sending domain."""
    return each_domain(trees.domains, _judge, Outcomes.NO_RECORD)


def _judge(tree: SpfNode) -> Verdict:
    if tree.unseen:
        return Outcomes.NOT_SEEN(unseen=tree.unseen)
    if len(tree.records) != 1:
        return Outcomes.NO_RECORD()
    record = publish(tree.domain, merge_spf(tree.records, []))
    ending = tree.last_word
    wide = next((term.text for term in tree.terms if _everybody(term.networks)), "")
    if ending == "+" or wide:
        return Outcomes.ANYBODY(term=wide or "+all", publish=record)
    if ending == "?":
        return Outcomes.SAYS_NOTHING(publish=record)
    if ending:
        return Outcomes.REFUSES(ending=ending)
    redirects = [term for term in tree.terms if term.name == "redirect"]
    if redirects:
        where = tree.where_unseen or f"{redirects[0].text} was not followed"
        return Outcomes.NOT_SEEN(unseen=where)
    return Outcomes.OPEN_ENDED(publish=record)


def _everybody(networks: tuple[str, ...]) -> bool:
    return any(ipaddress.ip_network(each).prefixlen == 0 for each in networks)
