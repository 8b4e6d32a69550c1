"""A failure is seen by the product's own monitoring within five minutes.

Why it matters: an error that only customers see is fixed when one of them writes; until then
it has met all the others, and nobody knows since which release.

How to fix: send errors to an error tracker and alert on their rate, watch the routes that
matter every 60 s, then run `launchready drill alert` to see that a person is told in time.

References: ROADMAP stage 5: errors visible within 5 minutes
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Product,
    Verdict,
    asks,
    longest_minutes,
    passes,
    proof,
)

EFFORT_HOURS = 2.0

LIMIT_MINUTES = 5.0


class Outcomes:
    """What the check can find."""

    SEEN = passes("a person was told {minutes} min after a failure, in the drill of {when}")
    NOT_PROVEN = asks(
        "is a failure seen within five minutes? No alert drill of the last 90 days shows it",
        fix="Run `launchready drill alert` and acknowledge what arrives.",
    )


def judge(product: Product, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take the alert drill's word; monitoring/alert-in-five-minutes judges a slow one."""
    record = proof(drills, "alert", clock)
    minutes = longest_minutes(record) if record is not None else None
    if record is None or minutes is None or record.result is not DrillResult.PASSED:
        return Outcomes.NOT_PROVEN()
    if minutes > LIMIT_MINUTES:
        return Outcomes.NOT_PROVEN()
    return Outcomes.SEEN(minutes=round(minutes, 1), when=record.started_at.date())
