"""An alert reaches the right person within five minutes of an outage.

The time to notice is reckoned from the monitors; the time to reach somebody is what the
latest `launchready drill alert` measured, until a person acknowledged it.

Why it matters: within five minutes a bad release can be taken back before most customers have
met it. An alert that goes to a muted channel or an old telephone is the same as none.

How to fix: run `launchready drill alert`, acknowledge what arrives, and see which channel was
slow or silent. Page by telephone, SMS or an on-call service, not by mail alone.

References: ROADMAP, minimum bar: uptime monitoring alerts the right person within 5 minutes
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
    fails,
    longest_minutes,
    passes,
    proof,
)

MINIMUM_BAR = "alerts-within-5-minutes"
EFFORT_HOURS = 1.0

LIMIT_MINUTES = 5.0


class Outcomes:
    """What the check can find."""

    WITHIN = passes(
        "noticed after {notice} s at most, acknowledged within {minutes} min "
        "({summary}, {when})"
    )
    NOTICED_LATE = fails(
        Impact.BLOCKER,
        "an outage is noticed only after {notice} s by the monitor {slowest}, and nobody has "
        "been told by then",
        fix="Let {slowest} look every 60 s and alert after two misses.",
    )
    TOO_SLOW = fails(
        Impact.BLOCKER,
        "noticed after {notice} s, and acknowledged {minutes} min after that, in the drill of "
        "{when}",
    )
    FAILED = fails(Impact.BLOCKER, "the alert drill of {when} failed: {summary}")
    NOT_PROVEN = asks(
        "does an alert reach a person within five minutes? No alert drill of the last 90 days "
        "is on record",
        fix="Run `launchready drill alert` and acknowledge what arrives.",
    )


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Add the time to notice to the time that the drill took to reach somebody."""
    paging = [each for each in manifest.monitors if each.severity == "page"]
    slowest = max(paging, key=lambda each: each.seconds_to_notice, default=None)
    notice = round(slowest.seconds_to_notice) if slowest else 0
    if slowest is not None and notice > LIMIT_MINUTES * 60:
        return Outcomes.NOTICED_LATE(notice=notice, slowest=slowest.target)
    record = proof(drills, "alert", clock)
    if record is None or record.result is DrillResult.UNKNOWN:
        return Outcomes.NOT_PROVEN()
    when = record.started_at.date()
    if record.result is DrillResult.FAILED:
        return Outcomes.FAILED(when=when, summary=record.summary)
    minutes = longest_minutes(record)
    if minutes is None:
        return Outcomes.NOT_PROVEN()
    if notice / 60 + minutes > LIMIT_MINUTES:
        return Outcomes.TOO_SLOW(notice=notice, minutes=round(minutes, 1), when=when)
    return Outcomes.WITHIN(
        notice=notice, minutes=round(minutes, 1), summary=record.summary, when=when
    )
