"""Bounces come back to a domain of the product, which SPF can vouch for.

Why it matters: SPF is asked of the envelope sender. With the provider's shared domain there,
SPF passes for the provider and says nothing of the product; without an MX, bounces are lost.

How to fix: set up a custom return path (bounce domain) such as bounces.{domain} at the mail
provider, publish the record it shows, and write it into return_path.

References: RFC 5321 section 4.4; RFC 9989 section 4.4.2
"""

from launchready.checks.api import (
    DmarcLookups,
    Impact,
    MailExchangers,
    Sender,
    Verdict,
    cannot_tell,
    fails,
    is_aligned,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    ALIGNED = passes("bounces come back to {path}")
    NOT_ALIGNED = fails(
        Impact.MEDIUM, "{path} does not speak for {domain}, so SPF does not count"
    )
    NO_BOUNCES = fails(Impact.HIGH, "{path} takes no mail: bounces are lost, and SPF is void")
    UNDECLARED = not_applicable("no return path is declared")
    NO_POLICY = not_applicable("without a DMARC record nothing is to align")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, dmarc: DmarcLookups, exchangers: MailExchangers) -> Verdict:
    """Judge the declared return path."""
    path = sender.return_path.strip().lower()
    if not path:
        return Outcomes.UNDECLARED()
    found = exchangers.of(path)
    if found is not None and not found.unseen and not found.exchangers and not found.fallback:
        return Outcomes.NO_BOUNCES(path=path, domain=sender.domain)
    own, other = dmarc.of(sender.domain), dmarc.of(path)
    for each in (own, other):
        if each is None or (each.unseen and each.record is None):
            return Outcomes.NOT_SEEN(unseen=each.unseen if each else path)
    assert own is not None
    assert other is not None
    if own.record is None:
        return Outcomes.NO_POLICY()
    if not is_aligned(other, own, strict=own.record.aspf == "s"):
        return Outcomes.NOT_ALIGNED(path=path, domain=sender.domain)
    if found is None or found.unseen:
        return Outcomes.NOT_SEEN(unseen=found.unseen if found else path)
    return Outcomes.ALIGNED(path=path)
