"""The address in From is of a domain that the product owns.

Why it matters: mail from gmail.com, or from a provider's shared domain, fails DMARC at every
large mailbox, and people are taught to trust an address that anybody can have.

How to fix: send from {own}, and verify it at the mail provider; then write that address
into "from" and "domain" of the [[senders]] entry.

References: RFC 9989 section 4.2; https://support.google.com/mail/answer/81126
"""

from email.utils import parseaddr

from launchready.checks.api import (
    FREE_MAIL,
    Impact,
    Manifest,
    Sender,
    Verdict,
    asks,
    fails,
    passes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    OWN = passes("sends from {domain}, its own")
    FREE_MAIL = fails(Impact.BLOCKER, "{domain} is a mailbox provider's: such mail fails DMARC")
    OTHER = fails(Impact.HIGH, 'says "from" {address}, which is not of {domain}')
    WHOSE = asks(
        "does {domain} belong to whoever runs {product}?",
        fix="Add {domain} as a host, or answer in [[answers]] that it is yours.",
    )


def judge(sender: Sender, manifest: Manifest) -> Verdict:
    """Judge the sender's domain and its From."""
    own = manifest.product.domain
    address = parseaddr(sender.from_)[1].lower()
    for domain in (sender.domain, address.rpartition("@")[2]):
        if domain in FREE_MAIL:
            return Outcomes.FREE_MAIL(domain=domain, own=own)
    if address and address.rpartition("@")[2] != sender.domain:
        return Outcomes.OTHER(address=address, domain=sender.domain, own=own)
    known = {own, *manifest.hosts}
    if any(_related(sender.domain, name) for name in known):
        return Outcomes.OWN(domain=sender.domain)
    return Outcomes.WHOSE(domain=sender.domain, product=own)


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
