"""Going back to the release before has been tried, and was quick.

Why it matters: a rollback that was never walked fails on the day: the old image is gone, the
migration has no way down, the command needs a password that is on holiday.

How to fix: run `launchready drill rollback` on staging: it deploys, goes back by the declared
commands, looks whether the product is well, and measures the minutes.

References: ROADMAP stage 6: rollback in minutes; Google SRE Book, chapter 8
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Manifest,
    Product,
    Verdict,
    asks,
    cannot_tell,
    fails,
    longest_minutes,
    passes,
    proof,
)

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    TRIED = passes("went back within {minutes} min in the drill of {when}")
    SLOW = fails(
        Impact.MEDIUM, "took {minutes} min in the drill of {when}; {limit} were declared"
    )
    FAILED = fails(Impact.HIGH, "failed in the drill of {when}: {summary}")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {summary}")
    UNTRIED = asks(
        "has going back been tried? No rollback drill of the last 90 days is on record"
    )


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the latest rollback drill."""
    record = proof(drills, "rollback", clock)
    if record is None:
        return Outcomes.UNTRIED()
    when = record.started_at.date()
    if record.result is DrillResult.FAILED:
        return Outcomes.FAILED(when=when, summary=record.summary)
    minutes = longest_minutes(record)
    if record.result is DrillResult.UNKNOWN or minutes is None:
        return Outcomes.NOT_SEEN(when=when, summary=record.summary)
    limit = manifest.deploy.rollback_minutes if manifest.deploy else 5
    shown = round(minutes, 1)
    if minutes > limit:
        return Outcomes.SLOW(minutes=shown, when=when, limit=limit)
    return Outcomes.TRIED(minutes=shown, when=when)
