"""Domains without mail say that they have none.

Why it matters: the second domain, bought for its name, is the forger's favourite: nothing
says that mail from it is never real, and mail that is sent to it waits for days.

How to fix: publish, at the DNS provider of {domain}, the records that are missing:{publish}

References: RFC 7505; RFC 7208 section 10.1.2; M3AAWG, Protecting Parked Domains
"""

from launchready.checks.api import (
    Impact,
    ParkedDomain,
    ParkedDomains,
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


class Outcomes:
    """What the check can find."""

    CLOSED = passes("takes no mail, sends none, and says so")
    OPEN = fails(Impact.MEDIUM, "is without mail, and lacks {missing}")
    NONE = not_applicable("no domain without mail is declared")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, parked: ParkedDomains) -> list[Verdict]:
    """Judge each domain without mail."""
    return each_domain(parked.domains, _judge, Outcomes.NONE)


def _judge(found: ParkedDomain) -> Verdict:
    if found.unseen:
        return Outcomes.NOT_SEEN(unseen=found.unseen)
    lacks = []
    records = ""
    if found.exchangers != (".",):
        lacks.append("a null MX")
        records += publish(found.domain, "0 .", kind="MX")
    if [record.lower().split() for record in found.spf] != [["v=spf1", "-all"]]:
        lacks.append('SPF "v=spf1 -all"')
        records += publish(found.domain, "v=spf1 -all")
    if found.dmarc != "reject":
        lacks.append("DMARC p=reject")
        records += publish(f"_dmarc.{found.domain}", "v=DMARC1; p=reject")
    if not lacks:
        return Outcomes.CLOSED()
    return Outcomes.OPEN(missing=lacks, domain=found.domain, publish=records)
