"""Every severity has a channel, and a page goes where it wakes somebody.

Why it matters: a monitor whose severity no channel takes raises an alert that goes nowhere. A
page that arrives as mail is read in the morning, by when customers have been waiting all night.

How to fix: in launchready.toml, give a [[channels]] entry severity = ["{severity}"]; for pages
one of kind sms, pagerduty, opsgenie or telegram.

References: Google SRE Workbook, chapter 5 (paging and tickets)
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Product,
    Verdicts,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "alerts-within-5-minutes"
EFFORT_HOURS = 1.0

QUIET_KINDS = {"email", "slack", "discord", "teams", "webhook"}
"""Kinds that no telephone rings for by itself; a webhook may lead anywhere."""


class Outcomes:
    """What the check can find."""

    ROUTED = passes("{severities} alerts go to {channels}")
    NO_MONITORS = not_applicable("no monitor is declared that could raise an alert")
    NOWHERE = fails(Impact.BLOCKER, "{severity} alerts go nowhere: no channel takes them")
    WAKES_NOBODY = fails(
        Impact.MEDIUM, "pages go to {channels} only, which wake nobody at night"
    )


def judge(product: Product, manifest: Manifest) -> Verdicts:
    """Follow each severity that monitors use to its channels."""
    used = sorted({each.severity for each in manifest.monitors}, reverse=True)
    if not used:
        return Outcomes.NO_MONITORS()
    found = []
    for severity in used:
        takers = [each for each in manifest.channels if severity in each.severity]
        if not takers:
            found.append(Outcomes.NOWHERE(severity=severity).at(f"severity {severity}"))
        elif severity == "page" and all(each.kind in QUIET_KINDS for each in takers):
            names = [f"{each.name} ({each.kind})" for each in takers]
            found.append(Outcomes.WAKES_NOBODY(channels=names, severity="page"))
    names = [each.name for each in manifest.channels]
    return found or Outcomes.ROUTED(severities=used, channels=names)
