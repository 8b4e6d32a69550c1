"""At least two people can log in to each account that the product stands on.

Why it matters: one person is ill, on a plane, or gone. Whatever only they can log in to stops
being mended on that day, and providers take weeks to hand an account to somebody else.

How to fix: invite a second person of your own to {assets} with administrator rights, have them
log in once, and name them as `second` in [[owners]].

References: NIST SP 800-53 rev. 5, CP-2 (contingency roles); AWS Well-Architected Framework,
OPS02-BP03 (operations activities have identified owners)
"""

from launchready.checks.api import (
    Clock,
    Impact,
    Manifest,
    Product,
    Verdict,
    asks,
    fails,
    labels,
    logins,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    TWO = passes("two people or more can log in to each of {assets}")
    ALONE = fails(Impact.MEDIUM, "one person alone can log in to {assets}: {people}")
    NOT_SAID = asks("who can log in to {assets}?")
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")


def judge(product: Product, manifest: Manifest, clock: Clock) -> Verdict:
    """Count the people of each declared account who have not left."""
    owners = manifest.owners
    if not owners:
        return Outcomes.NO_OWNERS()
    people = {owner: logins(manifest, owner, clock.today) for owner in owners}
    alone = [owner for owner in owners if len(people[owner]) == 1]
    if alone:
        names = dict.fromkeys(people[owner][0].person for owner in alone)
        return Outcomes.ALONE(assets=labels(alone, owners), people=tuple(names))
    nobody = [owner for owner in owners if not people[owner]]
    if nobody:
        return Outcomes.NOT_SAID(assets=labels(nobody, owners))
    return Outcomes.TWO(assets=labels(owners, owners))
