"""Subdomains are protected as well as the domain itself.

Why it matters: a forger takes billing.acme.example as gladly as acme.example; a weaker
policy for subdomains, or for those that do not exist, leaves that door open.

How to fix: leave sp and np out, or make them as strict as p:{publish}

References: RFC 9989 section 4.7 (p, sp, np)
"""

from launchready.checks.api import (
    DmarcLookup,
    DmarcLookups,
    Impact,
    Product,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
    publish,
)

EFFORT_HOURS = 0.25

STRICTNESS = ("none", "quarantine", "reject")


class Outcomes:
    """What the check can find."""

    AS_STRICT = passes("subdomains get {policy}, as the domain does")
    WEAKER = fails(Impact.MEDIUM, "the domain gets {policy}, its subdomains only {weaker}")
    NO_RECORD = not_applicable("has no DMARC record of its own")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, dmarc: DmarcLookups) -> list[Verdict]:
    """Judge each sending domain's own record."""
    return each_domain(dmarc.domains, _judge, Outcomes.NO_RECORD)


def _judge(found: DmarcLookup) -> Verdict:
    record = found.record
    if record is None or found.inherited:
        return Outcomes.NOT_SEEN(unseen=found.unseen) if found.unseen else Outcomes.NO_RECORD()
    policies = (record.for_subdomains(), record.for_nonexistent())
    weakest = min(policies, key=STRICTNESS.index)
    if STRICTNESS.index(weakest) >= STRICTNESS.index(record.effective):
        return Outcomes.AS_STRICT(policy=weakest)
    rua = f"; rua={','.join(record.rua)}" if record.rua else ""
    value = f"v=DMARC1; p={record.effective}{rua}"
    return Outcomes.WEAKER(
        policy=record.effective,
        weaker=weakest,
        publish=publish(f"_dmarc.{record.domain}", value),
    )
