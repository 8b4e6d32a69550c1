"""A failure is seen by the product's own monitoring within five minutes.

Why it matters: an error that only customers see is fixed when one of them writes; until then
it has met all the others, and nobody knows since which release.

How to fix: send errors to an error tracker and alert on their rate, watch the routes that
matter every 60 s, then run `launchready drill error` on staging to see that one shows up, or
`launchready drill alert` to see that a person is told in time.

References: ROADMAP stage 5: errors visible within 5 minutes
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Product,
    Verdict,
    asks,
    fails,
    longest_minutes,
    passes,
    proof,
)

EFFORT_HOURS = 2.0

LIMIT_MINUTES = 5.0


class Outcomes:
    """What the check can find."""

    RAISED = passes("an error that was raised was visible {minutes} min later, on {when}")
    SEEN = passes("a person was told {minutes} min after a failure, in the drill of {when}")
    INVISIBLE = fails(Impact.HIGH, "an error that was raised on {when} was {text} ({place})")
    NOT_PROVEN = asks(
        "is a failure seen within five minutes? No error drill, and no alert drill, of the "
        "last 90 days shows it",
        fix="Run `launchready drill error` on staging, or `launchready drill alert`.",
    )


def judge(product: Product, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take the error drill's word, else the alert drill's.

    monitoring/alert-in-five-minutes judges alerts that were slow, and
    monitoring/error-context what the error that was raised tells.
    """
    raised = proof(drills, "error", clock)
    looks = [each for each in raised.trials if each.aspect == "visible"] if raised else []
    if raised is not None and looks:
        when = raised.started_at.date()
        for look in looks:
            if look.result is DrillResult.FAILED:
                return Outcomes.INVISIBLE(when=when, text=look.text, place=look.place)
        minutes = longest_minutes(raised)
        if minutes is not None and minutes <= LIMIT_MINUTES:
            return Outcomes.RAISED(minutes=round(minutes, 1), when=when)
    record = proof(drills, "alert", clock)
    minutes = longest_minutes(record) if record is not None else None
    if record is None or minutes is None or record.result is not DrillResult.PASSED:
        return Outcomes.NOT_PROVEN()
    if minutes > LIMIT_MINUTES:
        return Outcomes.NOT_PROVEN()
    return Outcomes.SEEN(minutes=round(minutes, 1), when=record.started_at.date())
