"""Ten times the peak makes fewer than one request in a hundred fail.

Judged by the newest `launchready drill spike`.

Why it matters: errors under load are the ones that no demo shows: a pool that is empty, a
limit of the host, a worker that dies. They come on the day of the launch.

How to fix: look up the errors that are named in the logs of that time; raise the limit
that was met (pool, workers, memory), or answer less for each request. Then run the drill again.

References: ROADMAP, thresholds: error rate under 1 %, spike 10x
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

EFFORT_HOURS = 4.0


class Outcomes:
    """What the check can find."""

    HELD = passes("{seen} (spike of {when})")
    FAILED = fails(Impact.HIGH, "{seen} (spike of {when})")
    NOT_SEEN = cannot_tell("the spike of {when} could not tell: {seen}")
    UNTRIED = asks(
        "do requests fail at ten times the peak? No spike of the last 90 days is on record",
        fix="Run `launchready drill spike` on staging, and commit .launchready/drills.",
    )


def judge(product: Product, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take what the drill found, while it is recent."""
    spike = spike_verdict(drills, clock, "spike-errors")
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
