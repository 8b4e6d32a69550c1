"""Every secret that leaked was rotated, with proof.

The ledger (`launchready secrets ledger`) opens an entry for each leaked secret. It closes on
two proofs: a new value in its place, and the old one refused, by its provider's word or a
person's with a name and date.

Why it matters: taking a key out of a file does not take it out of the history, the clones, the
logs, or the hands of who read it. Only a key that is refused is gone.

How to fix: make a new key at {provider}, put it into the environment, and revoke the old one.
Then: launchready secrets rotated {hash} --variable NAME --live, which asks the provider about
the old value, or --by "Your Name" where it cannot be asked.

References: NIST SP 800-57 part 1, section 5.5 (compromise); OWASP Secrets Management, 2.6
"""

from launchready.checks.api import (
    Impact,
    Product,
    RotationLedger,
    Verdicts,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "secrets-out"
EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    ALL_PROVEN = passes("{count} leaked secrets were rotated, each with proof")
    OPEN = fails(Impact.BLOCKER, "{name}, leaked since {since}, is not rotated: {missing}")
    DAMAGED = cannot_tell("the ledger of rotations cannot be read: {reason}")
    NONE_ON_RECORD = not_applicable("no leaked secret is on record")


def judge(product: Product, ledger: RotationLedger) -> Verdicts:
    """Judge every entry of the ledger."""
    if ledger.damaged:
        return Outcomes.DAMAGED(reason=ledger.damaged)
    found = [
        Outcomes.OPEN(
            name=each.name,
            since=each.opened,
            missing=list(each.missing),
            hash=each.hash,
            provider=each.name.split(" ")[0],
            owner=each.owner or "nobody yet",
            places=list(each.places),
        ).at(f"rotation {each.hash}")
        for each in ledger.entries
        if each.open
    ]
    if found:
        return found
    if not ledger.entries:
        return Outcomes.NONE_ON_RECORD()
    return Outcomes.ALL_PROVEN(count=len(ledger.entries))
