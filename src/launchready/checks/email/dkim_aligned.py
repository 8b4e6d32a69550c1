"""Signatures are made for the domain in From, not for the provider's.

Why it matters: DMARC counts only a signature of the domain that people see. A provider's
own, however valid, leaves the mail without DKIM as soon as a policy applies.

How to fix: verify {domain} at the mail provider and turn on signing for it (d={domain}),
then name its selectors in dkim_selectors.

References: RFC 9989 section 4.4.1; RFC 6376 section 3.5
"""

from launchready.checks.api import (
    DmarcLookups,
    Impact,
    Sender,
    Verdict,
    cannot_tell,
    fails,
    is_aligned,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    ALIGNED = passes("is signed for {signing}, which speaks for {domain}")
    NOT_ALIGNED = fails(
        Impact.HIGH, "is signed for {signing}, which does not speak for {domain} ({mode})"
    )
    NO_POLICY = not_applicable("without a DMARC record nothing is to align")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, dmarc: DmarcLookups) -> Verdict:
    """Judge the sender's signing domain."""
    signing = sender.dkim_domain or sender.domain
    own, other = dmarc.of(sender.domain), dmarc.of(signing)
    if own is None or own.record is None:
        if own is not None and own.unseen:
            return Outcomes.NOT_SEEN(unseen=own.unseen)
        return Outcomes.NO_POLICY()
    strict = own.record.adkim == "s"
    if signing == sender.domain:
        return Outcomes.ALIGNED(signing=signing, domain=sender.domain)
    if other is None or other.unseen:
        return Outcomes.NOT_SEEN(unseen=other.unseen if other else signing)
    if is_aligned(other, own, strict=strict):
        return Outcomes.ALIGNED(signing=signing, domain=sender.domain)
    mode = "adkim=s: the very domain" if strict else "relaxed: another organization"
    return Outcomes.NOT_ALIGNED(signing=signing, domain=sender.domain, mode=mode)
