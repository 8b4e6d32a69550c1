"""The silence of the monitor itself is noticed.

Why it matters: a monitor that has stopped sends no alert, and its silence looks like good
news.

How to fix: have a service on other hosts expect a call every minute (healthchecks, Cronitor,
Dead Man's Snitch), put its URL into an environment variable, and name that as dead_man_env in
[watch].

References: Google SRE Workbook, chapter 5; Prometheus Alertmanager, the Watchdog alert
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    Verdict,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    THERE = passes("somebody else expects a call every {every_s} s ({variable})")
    NONE = fails(Impact.MEDIUM, "nobody would notice if the monitor itself stopped")
    NOTHING_WATCHED = not_applicable("nothing is watched, so nothing can fall silent")


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Judge whether the monitor calls somebody as long as it is well."""
    if not manifest.monitors:
        return Outcomes.NOTHING_WATCHED()
    variable = manifest.watch.dead_man_env
    if variable is None:
        return Outcomes.NONE()
    return Outcomes.THERE(every_s=manifest.watch.dead_man_every_s, variable=variable)
