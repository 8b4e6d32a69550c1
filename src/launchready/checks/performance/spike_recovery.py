"""After a spike, all is well again by itself.

Judged by the newest `launchready drill spike`.

Why it matters: a product that stays slow after the rush is over needs a person to restart
it, at the moment when nobody has time: retries and full queues keep it down.

How to fix: bound queues and in-flight work, give retries a limit and growing pauses, and
let requests that nobody waits for any more end. Then run the drill again.

References: Google SRE Book, chapter 22, Addressing Cascading Failures
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
    FAILED = fails(Impact.MEDIUM, "{seen} (spike of {when})")
    NOT_SEEN = cannot_tell("the spike of {when} could not tell: {seen}")
    UNTRIED = asks(
        "does it recover from ten times the peak? No spike of the last 90 days is on record",
        fix="Run `launchready drill spike` on staging, and commit .launchready/drills.",
    )


def judge(product: Product, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take what the drill found, while it is recent."""
    spike = spike_verdict(drills, clock, "spike-recovery")
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
