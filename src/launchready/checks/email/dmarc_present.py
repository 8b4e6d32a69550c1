"""The sending domain has a DMARC record.

Why it matters: Gmail and Yahoo ask for one from everybody who sends in numbers; without it
forged mail in the product's name is delivered, and nobody ever hears of it.

How to fix: publish this record, which changes nothing for anybody yet and has reports sent
to a mailbox that somebody reads:{publish}

References: RFC 9989 section 4.7; https://support.google.com/mail/answer/81126
"""

from launchready.checks.api import (
    DmarcLookup,
    DmarcLookups,
    Impact,
    Manifest,
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

    PRESENT = passes("publishes {record}")
    INHERITED = passes("is covered by the record of {parent}: {record}")
    MISSING = fails(Impact.BLOCKER, "has no DMARC record, and the product sends from it")
    UNUSED = fails(Impact.HIGH, "has no DMARC record: forgeries in its name are delivered")
    VOID = not_applicable("what stands at _dmarc is judged by email/dmarc-valid")
    NO_DOMAIN = not_applicable("no domain of its own sends mail")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, dmarc: DmarcLookups, manifest: Manifest) -> list[Verdict]:
    """Judge each sending domain."""

    def one(found: DmarcLookup) -> Verdict:
        if found.record is not None:
            if found.inherited:
                parent = found.record.domain
                return Outcomes.INHERITED(parent=parent, record=found.record.text)
            return Outcomes.PRESENT(record=found.record.text)
        if found.unseen:
            return Outcomes.NOT_SEEN(unseen=found.unseen)
        if found.several or found.near_misses:
            return Outcomes.VOID()
        value = f"v=DMARC1; p=none; rua=mailto:dmarc@{found.domain}"
        record = publish(f"_dmarc.{found.domain}", value)
        if any(sender.domain == found.domain for sender in manifest.senders):
            return Outcomes.MISSING(publish=record)
        return Outcomes.UNUSED(publish=record)

    return each_domain(dmarc.domains, one, Outcomes.NO_DOMAIN)
