"""What drills proved is still what was signed, and by whom is known.

Why it matters: the evidence of drills is files that are committed, copied and edited. A new
owner, an auditor or an insurer asks who ran the restore and when; a file that anybody could
have written, or that was changed since, answers neither.

How to fix: run the drills of {drills} again: each run is signed with the key of whoever runs
it. Where a file was changed, look in its history who did that and why, take the change back,
and see with `launchready drill verify` that the signature holds.

References: RFC 8032 (Ed25519); NIST SP 800-53 rev. 5, AU-10 (non-repudiation)
"""

from launchready.checks.api import (
    DrillHistory,
    Impact,
    Product,
    Verdict,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    SIGNED = passes("the newest run of {drills} is signed by {signers}")
    CHANGED = fails(Impact.HIGH, "{files} was changed after it was signed")
    UNSIGNED = fails(Impact.LOW, "nobody signed the newest run of {drills}")
    NONE = not_applicable("no drill is on record")


def judge(product: Product, drills: DrillHistory) -> Verdict:
    """Judge every file's signature, and whether the newest run of each drill has one."""
    if drills.tampered:
        of = sorted({name.partition("/")[0] for name in drills.tampered})
        return Outcomes.CHANGED(files=drills.tampered, drills=of)
    names = dict.fromkeys(record.drill for record in drills.records)
    newest = [record for name in names if (record := drills.latest(name))]
    if not newest:
        return Outcomes.NONE()
    unsigned = [record.drill for record in newest if not record.key]
    if unsigned:
        return Outcomes.UNSIGNED(drills=unsigned)
    signers = sorted({f"{record.by} (key {record.key[:8]})" for record in newest})
    return Outcomes.SIGNED(drills=sorted(names), signers=signers)
