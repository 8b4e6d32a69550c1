"""Somebody has taken a release back, and it is on record who, and when.

Why it matters: whoever takes the product over will have to take back a bad release before they
know it. That it was done once, by these commands and by a person who can be asked, is what
turns a line in a document into a way out.

How to fix: run `launchready drill rollback` on staging, with the key of whoever will do it on
the day, and commit the evidence beside the manifest.

References: ROADMAP stage 7: a clean handover; Google SRE Book, chapter 8
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Manifest,
    Product,
    Value,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
    proof,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    WALKED = passes("{who} went back on {when}: {summary}")
    FAILED = fails(Impact.HIGH, "the way back failed on {when}: {summary}")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {summary}")
    CHANGED = cannot_tell("{files} was changed after it was signed, and proves nothing")
    UNTRIED = asks("who has taken a release back, and when? No drill of 90 days is on record")
    NOT_APPLICABLE = not_applicable("no command takes a release back; monitoring asks for one")


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge whether the newest rollback drill is evidence that can be handed over.

    How quick it was is for `monitoring/rollback-tested` to judge.
    """
    if not (manifest.deploy and manifest.deploy.rollback):
        return Outcomes.NOT_APPLICABLE()
    changed = drills.tampered_with("rollback")
    if changed:
        return Outcomes.CHANGED(files=changed)
    record = proof(drills, "rollback", clock)
    if record is None:
        return Outcomes.UNTRIED()
    said: dict[str, Value] = {"when": record.started_at.date(), "summary": record.summary}
    if record.result is DrillResult.FAILED:
        return Outcomes.FAILED(**said)
    if record.result is DrillResult.UNKNOWN:
        return Outcomes.NOT_SEEN(**said)
    return Outcomes.WALKED(who=record.by or "somebody who is not named", **said)
