"""Each account that the product stands on is written down, and was seen to be so lately.

Why it matters: an entry that was right in spring names a colleague who left in summer. Whoever
takes over finds out on the day on which the account is needed.

How to fix: in the [[owners]] entry of {assets}, write provider, account (what it is logged in
with), holder, and confirmed: the day on which holder and second logged in last.

References: CIS Controls v8, 5.1 (inventory of accounts, validated at least quarterly); NIST SP
800-53 rev. 5, AC-2
"""

from launchready.checks.api import (
    HOLDS_DAYS,
    Clock,
    Manifest,
    Owner,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    labels,
    needed_accounts,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    DECLARED = passes("all of {assets} have a holder who logged in within {days} days")
    MISSING = asks(
        "who holds the accounts for {assets}?",
        fix="Add an [[owners]] entry to launchready.toml for {assets}, with provider, account, "
        "holder, second and confirmed.",
    )
    HALF = asks("what is missing of the owners of {assets}? {lacking}")
    STALE = asks(
        "is it still so for {assets}? Last confirmed more than {days} days ago: {when}",
        fix="Let holder and second log in to {assets}, and write the day as `confirmed` in "
        "[[owners]].",
    )


def judge(
    product: Product, manifest: Manifest, repository: RepositoryFacts | Unseen, clock: Clock
) -> Verdict:
    """Judge whether each account is named, in full, and confirmed within a quarter."""
    owners = manifest.owners
    named = {owner.asset for owner in owners}
    missing = [each for each in needed_accounts(manifest, repository) if each not in named]
    if missing:
        return Outcomes.MISSING(assets=missing)
    lacking = {owner: words for owner in owners if (words := _lacking(owner, clock))}
    if lacking:
        names = labels(lacking, owners)
        each = [
            f"{n}: no {' or '.join(w)}" for n, w in zip(names, lacking.values(), strict=True)
        ]
        return Outcomes.HALF(assets=names, lacking="; ".join(each))
    ages = {o: (clock.today - o.confirmed).days for o in owners if o.confirmed}
    stale = [owner for owner in owners if ages[owner] > HOLDS_DAYS]
    if stale:
        when = tuple(f"{owner.asset} {owner.confirmed}" for owner in stale)
        return Outcomes.STALE(assets=labels(stale, owners), days=HOLDS_DAYS, when=when)
    return Outcomes.DECLARED(assets=labels(owners, owners), days=HOLDS_DAYS)


def _lacking(owner: Owner, clock: Clock) -> list[str]:
    """Name the fields without which an entry helps nobody; a day to come confirms nothing."""
    known = owner.confirmed is not None and owner.confirmed <= clock.today
    fields = {
        "provider": owner.provider,
        "account": owner.account,
        "holder": owner.holder,
        "confirmed": known,
    }
    return [name for name, value in fields.items() if not value]
