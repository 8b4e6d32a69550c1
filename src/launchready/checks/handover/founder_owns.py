"""The founder's company holds every account, and pays for it.

Why it matters: what stands in an agency's account, or on its card, is the agency's to switch
off, move or sell; a founder who cannot prove ownership has no standing with the provider, and
an unpaid bill of somebody else takes the product down.

How to fix: have {assets} moved into an account of the company (most providers transfer between
accounts without downtime), put the company's card on it, and leave the agency as a member.

References: ICANN Transfer Policy (the registered name holder decides); AWS Well-Architected
Framework, SEC01-BP02 (secure the account root user); CIS Controls v8, 15.1
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    Verdict,
    asks,
    fails,
    labels,
    not_applicable,
    passes,
)

EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    OWNS = passes("the company holds and pays for {assets}")
    AGENCY = fails(Impact.HIGH, "{assets} are in an agency's account, not in the company's")
    PERSONAL = fails(
        Impact.MEDIUM, "{assets} are in one person's own account, not in the company's"
    )
    OTHER_CARD = fails(
        Impact.MEDIUM,
        "somebody else's card pays for {assets}",
        fix="Put a card of the company on {assets}, see the next bill through, and write it as "
        '`billing = "founder"` in [[owners]].',
    )
    WHOSE = asks(
        "whose are the accounts for {assets}: the company's, an agency's, a person's?",
        fix="Say it as `holder` in the [[owners]] entry of {assets}.",
    )
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")
    WHOSE_CARD = asks(
        "whose card pays for {assets}?",
        fix="Say it as `billing` in the [[owners]] entry of {assets}: founder, agency, person "
        "or none.",
    )


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Judge holders first, then cards."""
    owners = manifest.owners
    if not owners:
        return Outcomes.NO_OWNERS()
    for holder, outcome in (("agency", Outcomes.AGENCY), ("person", Outcomes.PERSONAL)):
        held = [owner for owner in owners if owner.holder == holder]
        if held:
            return outcome(assets=labels(held, owners))
    if unsaid := [owner for owner in owners if owner.holder is None]:
        return Outcomes.WHOSE(assets=labels(unsaid, owners))
    if paid := [owner for owner in owners if owner.billing in {"agency", "person"}]:
        return Outcomes.OTHER_CARD(assets=labels(paid, owners))
    if unsaid := [owner for owner in owners if owner.billing is None]:
        return Outcomes.WHOSE_CARD(assets=labels(unsaid, owners))
    return Outcomes.OWNS(assets=labels(owners, owners))
