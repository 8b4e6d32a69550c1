"""It is known who can log in to each account, and a second factor guards every login.

Why it matters: a password that was used twice opens DNS, mail and the repository to whoever
bought it, unless a second factor is asked for. And access that nobody lists, nobody takes away.

How to fix: switch on two-factor authentication for all members of {assets}, best with passkeys
or security keys, and say it as `mfa` in [[owners]]; list whoever else can log in in [[access]].

References: CIS Controls v8, 5.1 and 6.5 (MFA for administrative access); NIST SP 800-63B-4,
section 3 (authenticators; SMS is restricted)
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

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    LISTED = passes("who can log in to {assets} is listed, and each needs a second factor")
    PASSWORD_ALONE = fails(Impact.HIGH, "a password alone opens {assets}")
    BY_SMS = fails(
        Impact.LOW,
        "the second factor of {assets} is a text message, which a stolen number receives",
        fix="Use an authenticator app or a passkey for {assets}, and say it as `mfa`.",
    )
    MFA_NOT_SAID = asks(
        "does every login to {assets} need a second factor?",
        fix="Say it as `mfa` in the [[owners]] entry of {assets}: key, app, sms or none.",
    )
    AGENCY_UNNAMED = asks(
        "who of the agency can log in to {assets}?",
        fix='Add an [[access]] entry with of = "agency", its `assets` and `ends` for each '
        "person of the agency who can.",
    )
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Judge second factors, then whether an agency's people are named."""
    owners = manifest.owners
    if not owners:
        return Outcomes.NO_OWNERS()
    for mfa, outcome in (("none", Outcomes.PASSWORD_ALONE), (None, Outcomes.MFA_NOT_SAID)):
        found = [owner for owner in owners if owner.mfa == mfa]
        if found:
            return outcome(assets=labels(found, owners))
    of_agency = [each for each in manifest.access if each.of == "agency"]
    unnamed = [
        owner
        for owner in owners
        if owner.holder == "agency"
        and not any(not each.assets or owner.asset in each.assets for each in of_agency)
    ]
    if unnamed:
        return Outcomes.AGENCY_UNNAMED(assets=labels(unnamed, owners))
    if by_sms := [owner for owner in owners if owner.mfa == "sms"]:
        return Outcomes.BY_SMS(assets=labels(by_sms, owners))
    people = sorted({each.person for each in manifest.access})
    return Outcomes.LISTED(assets=labels(owners, owners), further=people)
