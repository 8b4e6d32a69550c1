"""The DMARC record can be read by receivers as it was meant.

Why it matters: two records, or a wrong first word, count as no record at all; a mistyped
policy counts as "none", however strict it looks in the DNS panel.

How to fix: publish exactly one TXT record at _dmarc.{domain}. As it was meant:{publish}

References: RFC 9989 sections 4.7 and 4.8
"""

from launchready.checks.api import (
    DmarcLookup,
    DmarcLookups,
    DmarcRecord,
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

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    VALID = passes("holds to the grammar")
    SEVERAL = fails(Impact.BLOCKER, "has {count} DMARC records, which makes all void")
    MISTYPED = fails(Impact.BLOCKER, "was meant as DMARC, and is none: {texts}")
    FAULTY = fails(Impact.HIGH, "says what receivers ignore: {faults}")
    OBSOLETE = fails(Impact.LOW, "holds {tags}, which receivers of today do not read")
    NO_RECORD = not_applicable("has no DMARC record; email/dmarc-present says more")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, dmarc: DmarcLookups) -> list[Verdict]:
    """Judge each sending domain's own record."""
    return each_domain(dmarc.domains, _judge, Outcomes.NO_RECORD)


def _judge(found: DmarcLookup) -> Verdict:
    start = f"v=DMARC1; p=none; rua=mailto:dmarc@{found.domain}"
    about = {"domain": found.domain, "publish": publish(f"_dmarc.{found.domain}", start)}
    if found.several:
        return Outcomes.SEVERAL(count=found.several, **about)
    if found.near_misses and (found.record is None or found.inherited):
        return Outcomes.MISTYPED(texts=found.near_misses, **about)
    record = found.record
    if record is None:
        return Outcomes.NOT_SEEN(unseen=found.unseen) if found.unseen else Outcomes.NO_RECORD()
    about["publish"] = publish(f"_dmarc.{record.domain}", mended(record))
    if record.faults:
        return Outcomes.FAULTY(faults=record.faults, record=record.text, **about)
    if record.obsolete:
        return Outcomes.OBSOLETE(tags=record.obsolete, record=record.text, **about)
    return Outcomes.VALID(record=record.text)


def mended(record: DmarcRecord) -> str:
    """Write what could be read of a record again, in good order."""
    tags = ["v=DMARC1", f"p={record.effective}"]
    tags += [f"sp={record.subdomains}"] if record.subdomains else []
    tags += [f"np={record.nonexistent}"] if record.nonexistent else []
    tags += ["adkim=s"] if record.adkim == "s" else []
    tags += ["aspf=s"] if record.aspf == "s" else []
    tags += [f"psd={record.psd}"] if record.psd != "u" else []
    tags += ["t=y"] if record.testing else []
    rua = record.rua or (f"mailto:dmarc@{record.domain}",)
    tags += [f"rua={','.join(rua)}"]
    tags += [f"ruf={','.join(record.ruf)}"] if record.ruf else []
    return "; ".join(tags)
