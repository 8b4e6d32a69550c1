"""Ten times the peak leaves p95 within its targets, and nothing piles up.

Judged by the newest `launchready drill spike`.

Why it matters: a launch, a newsletter or a Monday morning brings ten times the normal
peak for minutes. What queues up then is slow for everybody, and times out.

How to fix: see which route got slow first and what it waits for: a connection of the pool,
a lock, one worker. Cache what all users share, and index what each request reads. Then run
the drill again.

References: ROADMAP stage 5: a 10x spike piles up no queue and no lock
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Product,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
    spike_verdict,
)

EFFORT_HOURS = 6.0


class Outcomes:
    """What the check can find."""

    HELD = passes("{seen} (spike of {when})")
    FAILED = fails(Impact.HIGH, "{seen} (spike of {when})")
    NOT_SEEN = cannot_tell("the spike of {when} could not tell: {seen}")
    UNTRIED = asks(
        "does p95 hold at ten times the peak? No spike of the last 90 days is on record",
        fix="Run `launchready drill spike` on staging, and commit .launchready/drills.",
    )


def judge(product: Product, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take what the drill found, while it is recent."""
    spike = spike_verdict(drills, clock, "spike-p95", "spike-in-flight")
    if spike is None:
        return Outcomes.UNTRIED()
    for result, outcome in (
        (DrillResult.FAILED, Outcomes.FAILED),
        (DrillResult.UNKNOWN, Outcomes.NOT_SEEN),
        (DrillResult.PASSED, Outcomes.HELD),
    ):
        seen = [each.text for each in spike.trials if each.result is result]
        if seen:
            return outcome(seen="; ".join(seen), when=spike.when)
    return Outcomes.NOT_SEEN(seen=spike.summary, when=spike.when)
