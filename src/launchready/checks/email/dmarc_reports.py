"""DMARC reports are asked for, and can be delivered.

Why it matters: the reports are the only way to learn that a service was forgotten, or that
somebody forges the product's mail; an address that cannot receive them loses them silently.

How to fix: name in rua= of the DMARC record a mailbox that somebody reads and whose domain
takes mail; another organization's must agree by a record of its own, which is printed.

References: RFC 9990 sections 3 and 4; RFC 9989 section 4.7
"""

from launchready.checks.api import (
    DmarcLookup,
    DmarcLookups,
    Impact,
    Product,
    ReportTarget,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
    publish,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    DELIVERED = passes("reports go to {targets}")
    NONE_ASKED = fails(Impact.MEDIUM, "asks for no reports", fix="{how}{publish}")
    NOT_AUTHORISED = fails(
        Impact.MEDIUM,
        "{domain} does not agree to take its reports: nothing at {at}",
        fix="{how}{publish}",
    )
    UNDELIVERABLE = fails(
        Impact.MEDIUM,
        "reports go to {uri}, and {domain} takes no mail",
        fix="{how}{publish}",
    )
    NO_RECORD = not_applicable("has no DMARC record; email/dmarc-present says more")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, dmarc: DmarcLookups) -> list[Verdict]:
    """Judge each sending domain."""
    return each_domain(dmarc.domains, _judge, Outcomes.NO_RECORD)


def _judge(found: DmarcLookup) -> Verdict:
    record = found.record
    if record is None:
        return Outcomes.NOT_SEEN(unseen=found.unseen) if found.unseen else Outcomes.NO_RECORD()
    where = f"_dmarc.{record.domain}"
    if not record.rua:
        value = f"{record.text.rstrip('; ')}; rua=mailto:dmarc@{record.domain}"
        how = "Name a mailbox that somebody reads:"
        return Outcomes.NONE_ASKED(how=how, publish=publish(where, value))
    good = [each for each in found.reports if _works(each)]
    if good:
        return Outcomes.DELIVERED(targets=[each.uri for each in good])
    for each in found.reports:
        if each.authorised is False:
            how = (
                f"ask whoever runs {each.domain} to publish this, or use a mailbox of your own:"
            )
            record_there = publish(each.at, "v=DMARC1")
            return Outcomes.NOT_AUTHORISED(
                domain=each.domain, at=each.at, how=how, publish=record_there
            )
        if each.takes_mail is False:
            how = "Name a mailbox whose domain has an MX record:"
            value = f"v=DMARC1; p={record.effective}; rua=mailto:dmarc@{record.domain}"
            return Outcomes.UNDELIVERABLE(
                uri=each.uri, domain=each.domain, how=how, publish=publish(where, value)
            )
    return Outcomes.NOT_SEEN(unseen=[each.domain for each in found.reports])


def _works(target: ReportTarget) -> bool:
    return target.takes_mail is True and (not target.external or target.authorised is True)
