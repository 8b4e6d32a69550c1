"""It is written down who holds every account that the product stands on.

Why it matters: a domain that lapses, a full disk or a stolen password is settled in minutes
by whoever can log in. When that is a former contractor, or nobody knows who, it takes days,
and the founder cannot prove that the product is theirs.

How to fix: add an [[owners]] entry to launchready.toml for {assets}, with provider, the
account's mail address (account), who holds it (holder) and who else can log in (second).

References: CIS Controls v8, 5.1 (inventory of accounts); NIST SP 800-53 rev. 5, AC-2
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    fails,
    needed_accounts,
    passes,
)

EFFORT_HOURS = 0.5


DECLARE = (
    "Add an [[owners]] entry to launchready.toml for {assets}, with provider, the account's "
    "mail address (account), who holds it (holder) and who else can log in (second)."
)


class Outcomes:
    """What the check can find."""

    KNOWN = passes("somebody is named for {assets}")
    NOT_SAID = asks("who holds the accounts for {assets}?", fix=DECLARE)
    HALF_SAID = asks(
        "the owners of {assets} name no account, or not who holds it; who does?", fix=DECLARE
    )
    AGENCY_ALONE = fails(
        Impact.HIGH,
        "only an agency can log in to {assets}: nobody of the company is named beside it",
        fix="Have the agency add the founder as an owner of {assets}, try to log in, and write "
        "that person down as `second` in [[owners]].",
    )


def judge(
    product: Product, manifest: Manifest, repository: RepositoryFacts | Unseen
) -> Verdict:
    """Judge whether every account that the product is seen to need has a holder.

    Hosting has a check of its own, quick/hosting-known.
    """
    needed = [each for each in needed_accounts(manifest, repository) if each != "hosting"]
    entries = {owner.asset: owner for owner in manifest.owners}
    missing = [asset for asset in needed if asset not in entries]
    if missing:
        return Outcomes.NOT_SAID(assets=missing)
    half = [owner.asset for owner in manifest.owners if not (owner.account and owner.holder)]
    if half:
        return Outcomes.HALF_SAID(assets=half)
    alone = [o.asset for o in manifest.owners if o.holder == "agency" and not o.second]
    if alone:
        return Outcomes.AGENCY_ALONE(assets=alone)
    return Outcomes.KNOWN(assets=tuple(entries))
