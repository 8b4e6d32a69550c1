"""Two misses in a row make an alert: one is noise, three are late.

Why it matters: a single lost packet at three in the morning teaches people to sleep through
alerts. Waiting for a third or fourth miss spends the minutes that the person needed.

How to fix: set misses = 2 for the monitor {monitor} in launchready.toml.

References: ROADMAP, automation 5: alert after two consecutive failures
"""

from launchready.checks.api import Impact, Monitor, Verdict, fails, passes

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    TWO = passes("alerts after {misses} misses, {seconds} s")
    AT_ONCE = fails(Impact.MEDIUM, "alerts after a single miss, which a lost packet makes")
    LATE = fails(Impact.MEDIUM, "waits for {misses} misses, {seconds} s, before it alerts")


def judge(monitor: Monitor) -> Verdict:
    """Judge how many misses make an alert; a heartbeat has its grace instead."""
    seconds = monitor.misses * monitor.every_s
    if monitor.misses == 1 and monitor.kind != "heartbeat":
        return Outcomes.AT_ONCE()
    # Three quick looks are as soon as two slow ones.
    if monitor.misses > 2 and seconds > 120:
        return Outcomes.LATE(misses=monitor.misses, seconds=seconds)
    return Outcomes.TWO(misses=monitor.misses, seconds=seconds)
