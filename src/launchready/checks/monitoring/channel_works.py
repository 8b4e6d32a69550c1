"""Each channel has delivered an alert lately.

Why it matters: tokens expire, channels are archived and telephones are replaced, and nothing
tells so but the next outage.

How to fix: run `launchready drill alert`; it sends a test by the channel {channel} and keeps
what came of it, with its date, beside the manifest.

References: Google SRE Book, chapter 13 (test-induced emergencies)
"""

from launchready.checks.api import (
    Channel,
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Verdict,
    asks,
    fails,
    passes,
    proof,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    WORKS = passes("took a test alert on {when}")
    SILENT = fails(Impact.HIGH, "did not deliver the test alert of {when}: {why}")
    UNTRIED = asks(
        "does it deliver? No alert drill of the last 90 days is on record",
        fix="Run `launchready drill alert`.",
    )


def judge(channel: Channel, drills: DrillHistory, clock: Clock) -> Verdict:
    """Look the channel up in the latest alert drill."""
    record = proof(drills, "alert", clock)
    if record is None:
        return Outcomes.UNTRIED()
    when = record.started_at.date()
    for finding in record.findings:
        if finding.place == channel.name:
            return Outcomes.SILENT(when=when, why=finding.text)
    if record.result is not DrillResult.PASSED:
        return Outcomes.UNTRIED()
    return Outcomes.WORKS(when=when)
