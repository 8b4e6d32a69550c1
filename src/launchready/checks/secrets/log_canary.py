"""Fake secrets that were sent through the product did not turn up in its logs.

Why it matters: a log that is clean today was never asked: the line that prints a password or a
card number is written on the one request that fails, and then it is in every backup of the log.

How to fix: run `launchready drill log-canary` against staging; have the logger leave out what
was found (passwords, Authorization headers, whole bodies of events), deploy, and run it again.

References: OWASP Logging Cheat Sheet, "Data to exclude"; CWE-532; PCI DSS v4.0, 3.3.1
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
    cannot_tell,
    fails,
    not_applicable,
    passes,
    proof,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("the drill of {when} found none of its fake secrets in the logs")
    LEAKED = fails(Impact.BLOCKER, "the drill of {when} found its fake secrets: {found}")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {summary}")
    UNTRIED = asks(
        "do passwords, tokens, card numbers and customers stay out of the logs? No log-canary "
        "drill of the last 90 days is on record",
        fix="Run it against staging, which it announces and asks about first: "
        "launchready drill log-canary staging.toml",
    )
    NOTHING_TO_SEND = not_applicable(
        "no route is a login or a webhook, or no logs are declared"
    )


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the latest log-canary drill."""
    record = proof(drills, "log-canary", clock)
    if record is None:
        sends = any(route.kind in {"login", "webhook"} for route in manifest.routes)
        logs = manifest.repository is not None and manifest.repository.logs
        return Outcomes.UNTRIED() if sends and logs else Outcomes.NOTHING_TO_SEND()
    when = record.started_at.date()
    if record.result is DrillResult.FAILED:
        found = [f"{each.place} {each.text}" for each in record.findings[:4]]
        return Outcomes.LEAKED(when=when, found=found or record.summary)
    if record.result is DrillResult.UNKNOWN:
        return Outcomes.NOT_SEEN(when=when, summary=record.summary)
    return Outcomes.CLEAN(when=when)
