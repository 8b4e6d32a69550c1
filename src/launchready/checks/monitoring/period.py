"""What pages somebody is looked at every minute.

Why it matters: an alert within five minutes leaves one for noticing, one for confirming and
the rest for reaching a person. A look every five minutes uses all of them up.

How to fix: set every_s = 60 for the monitor {monitor} in launchready.toml.

References: ROADMAP, thresholds: a 60 s period
"""

from launchready.checks.api import Impact, Monitor, Verdict, fails, passes

EFFORT_HOURS = 0.25

LONGEST_S = 60
SLOW_KINDS = {"heartbeat", "mail"}
"""As frequent as the job that sends it, or as a mailbox bears."""


class Outcomes:
    """What the check can find."""

    OFTEN = passes("looks every {every_s} s")
    SELDOM = fails(Impact.HIGH, "pages somebody, and looks only every {every_s} s")
    SELDOM_NOTE = fails(Impact.LOW, "looks only every {every_s} s")


def judge(monitor: Monitor) -> Verdict:
    """Judge how often a monitor looks."""
    if monitor.every_s <= LONGEST_S or monitor.kind in SLOW_KINDS:
        return Outcomes.OFTEN(every_s=monitor.every_s)
    if monitor.severity == "page":
        return Outcomes.SELDOM(every_s=monitor.every_s)
    return Outcomes.SELDOM_NOTE(every_s=monitor.every_s)
