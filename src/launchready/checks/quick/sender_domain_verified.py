"""Mail is sent from a domain that says who may send for it.

A first look at DNS alone: whether SPF, DKIM and DMARC are there at all. The email stage
judges what they say.

Why it matters: since 2024, Gmail and Yahoo refuse or bury mail without them; invitations,
password resets and receipts then never arrive, and every customer writes to support.

How to fix: publish what {domain} lacks: the SPF and DKIM records that the mail provider
shows under "verify your domain", and a TXT record at _dmarc.{domain}, to begin with
"v=DMARC1; p=none; rua=mailto:dmarc@{domain}".

References: RFC 7208 section 4.5; RFC 6376 section 3.6.2; RFC 9989 section 4.10;
https://support.google.com/mail/answer/81126
"""

from launchready.checks.api import (
    FREE_MAIL,
    DomainMail,
    Impact,
    MailRecords,
    Manifest,
    Product,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    VERIFIED = passes("publishes SPF, DKIM ({selectors}) and DMARC")
    LACKS = fails(Impact.BLOCKER, "mail from this domain is not authenticated: {missing}")
    FREE_MAIL = fails(
        Impact.BLOCKER,
        "is a mailbox provider's domain: mail that a product sends from it fails DMARC",
        fix="Send from a domain of your own, and verify that at the mail provider.",
    )
    NO_SENDERS = asks(
        "which domain and which provider does the product send mail from? At {domain}: {seen}",
        fix="Add a [[senders]] entry to launchready.toml with domain, provider and "
        "dkim_selectors.",
    )
    WHICH_SELECTORS = asks(
        "SPF and DMARC are there; which DKIM selectors sign its mail? (s= in the header "
        "DKIM-Signature of a received mail)",
        fix="Add dkim_selectors to the [[senders]] entry of {domain} in launchready.toml.",
    )
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, mail: MailRecords, manifest: Manifest) -> list[Verdict]:
    """Judge each sending domain; without any, ask."""
    if not manifest.senders:
        found = mail.domains[0]
        lacks = _lacks(found)
        seen = "nothing but " + " and ".join(lacks) if lacks else "SPF and DMARC are published"
        return [Outcomes.NO_SENDERS(domain=found.domain, seen=seen)]
    return [_judge(found).at(found.domain) for found in mail.domains]


def _judge(found: DomainMail) -> Verdict:
    if found.domain in FREE_MAIL:
        return Outcomes.FREE_MAIL()
    missing = _lacks(found)
    if missing:
        return Outcomes.LACKS(missing=missing, domain=found.domain, unseen=found.unseen)
    if found.unseen:
        return Outcomes.NOT_SEEN(unseen=found.unseen)
    if not found.dkim:
        return Outcomes.WHICH_SELECTORS(domain=found.domain)
    return Outcomes.VERIFIED(
        selectors=[key.selector for key in found.dkim],
        spf=found.spf_records,
        dmarc=found.dmarc_records,
    )


def _lacks(found: DomainMail) -> list[str]:
    """List what is missing or void, leaving out what was not seen."""
    missing = []
    if found.spf is not None:
        if len(found.spf_records) > 1:
            missing.append(f"{len(found.spf_records)} SPF records, which makes both void")
        elif not found.spf_records:
            missing.append("no SPF record")
    void = [key.selector for key in found.dkim if not _has_key(key.record)]
    if void:
        missing.append(f"no DKIM key for the selector {', '.join(void)}")
    if found.dmarc is not None and not any(what.startswith("DMARC") for what in found.unseen):
        if len(found.dmarc_records) > 1:
            missing.append(f"{len(found.dmarc_records)} DMARC records, which makes all void")
        elif not found.dmarc_records:
            missing.append("no DMARC record")
    return missing


def _has_key(record: str) -> bool:
    """Say whether a DKIM record holds a key; an empty one revokes (RFC 6376, 3.6.1)."""
    tags = (tag.partition("=") for tag in record.split(";"))
    return any(name.strip() == "p" and value.strip() for name, _, value in tags)
