"""Domains that people answer to take mail.

Why it matters: customers answer to invitations and invoices. Where their answers bounce,
the first thing they learn of the product is that nobody is there.

How to fix: publish the MX records that your mailbox provider documents for {domain}, or
send from, and have answers go to, a domain that takes mail.

References: RFC 5321 section 5.1; RFC 7505
"""

from launchready.checks.api import (
    DomainExchangers,
    Impact,
    MailExchangers,
    Manifest,
    Product,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    TAKES = passes("mail goes to {hosts}")
    NO_MX = fails(Impact.HIGH, "has no MX record, and answers go there")
    REFUSES = fails(Impact.HIGH, "says that it takes no mail (null MX), and answers go there")
    FALLBACK = fails(Impact.LOW, "has no MX record; mail is tried at its address {addresses}")
    SILENT = not_applicable("takes no mail, and nothing declared has answers go there")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, exchangers: MailExchangers, manifest: Manifest) -> list[Verdict]:
    """Judge the apex and every domain that answers go to."""
    verdicts = []
    for domain in exchangers.replies:
        found = exchangers.of(domain)
        if found is not None:
            asked = domain != product.domain or _answered(domain, manifest)
            verdicts.append(_judge(found, asked=asked).at(domain))
    return verdicts or [Outcomes.SILENT()]


def _answered(domain: str, manifest: Manifest) -> bool:
    """Say whether a declared sender has answers go to a domain."""
    texts = [sender.reply_to or sender.from_ for sender in manifest.senders]
    return any(text.lower().rstrip(">").endswith(f"@{domain}") for text in texts)


def _judge(found: DomainExchangers, *, asked: bool) -> Verdict:
    if found.unseen:
        return Outcomes.NOT_SEEN(unseen=found.unseen)
    if found.refuses_all:
        return Outcomes.REFUSES(domain=found.domain) if asked else Outcomes.SILENT()
    if found.exchangers:
        return Outcomes.TAKES(hosts=[each.name for each in found.exchangers])
    if not asked:
        return Outcomes.SILENT()
    if found.fallback:
        return Outcomes.FALLBACK(addresses=found.fallback, domain=found.domain)
    return Outcomes.NO_MX(domain=found.domain)
