"""Access of agencies and contractors has an end, and ended where it should.

Why it matters: a project ends and its logins stay. Years later the laptop of somebody whom
nobody remembers opens the product's DNS.

How to fix: agree on a last day with {people}, write it as `ends` in [[access]] or [[owners]];
on that day, remove them at each provider, rotate what they knew, and delete the entry.

References: NIST SP 800-53 rev. 5, AC-2 (disabling accounts) and PS-7 (external personnel);
CIS Controls v8, 5.1 (start and stop dates) and 6.2 (revoking access)
"""

from collections.abc import Iterator
from datetime import date

from launchready.checks.api import (
    Clock,
    Impact,
    Manifest,
    Product,
    Verdict,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    ENDS = passes("the access of {people} ends on a day that is written down, {first} first")
    ENDLESS = fails(Impact.MEDIUM, "the access of {people} has no last day")
    OVERDUE = fails(
        Impact.HIGH,
        "the access of {people} should have ended: {when}",
        fix="Remove {people} at each provider, rotate the secrets that they knew (launchready "
        "secrets ledger), and delete the entry in launchready.toml.",
    )
    NOBODY_OUTSIDE = not_applicable("no agency and no contractor has access")
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")


def judge(product: Product, manifest: Manifest, clock: Clock) -> Verdict:
    """Judge the last day of everybody who is not of the company."""
    if not manifest.owners and not manifest.access:
        return Outcomes.NO_OWNERS()
    outside = list(_outside(manifest))
    if not outside:
        return Outcomes.NOBODY_OUTSIDE()
    overdue = {who: ends for who, ends in outside if ends and ends < clock.today}
    if overdue:
        when = tuple(f"{who} on {ends}" for who, ends in overdue.items())
        return Outcomes.OVERDUE(people=tuple(overdue), when=when)
    endless = tuple(dict.fromkeys(who for who, ends in outside if ends is None))
    if endless:
        return Outcomes.ENDLESS(people=endless)
    first = min(ends for _, ends in outside if ends)
    return Outcomes.ENDS(people=tuple(dict.fromkeys(who for who, _ in outside)), first=first)


def _outside(manifest: Manifest) -> Iterator[tuple[str, date | None]]:
    for owner in manifest.owners:
        if owner.holder == "agency":
            yield owner.account or f"the agency ({owner.asset})", owner.ends
    for each in manifest.access:
        if each.of != "company":
            yield each.person, each.ends
