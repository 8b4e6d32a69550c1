"""An error that was raised on purpose told which request, release and user it met.

Why it matters: an error without the request's id cannot be found when a customer writes in,
without the release nobody knows which deploy did it, and with a customer's data in it the
error tracker becomes a leak.

How to fix: what is missing: {missing}. Bind request id, release and the user's id (never the
name or mail address) to the logger and to the error tracker's scope in one middleware; turn off
what sends personal data along (send_default_pii in Sentry) and scrub headers and bodies. Then
run `launchready drill error` on staging again.

References: https://docs.sentry.io/platforms/python/enriching-events/; OWASP Logging Cheat
Sheet, "Data to exclude"; ROADMAP, minimum bar
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
    passes,
    proof,
)

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    TOLD = passes("the error of {when} told {aspects}, and nothing personal")
    LEAKS = fails(Impact.HIGH, "the error of {when} {missing}")
    LACKS = fails(Impact.MEDIUM, "the error of {when} {missing}")
    UNTRIED = asks(
        "does an error tell which request, release and user it met? No error drill of the last "
        "90 days shows it",
        fix="Run `launchready drill error` on staging.",
    )


def judge(product: Product, drills: DrillHistory, clock: Clock) -> Verdict:
    """Read the latest error drill; whether it was visible at all is judged elsewhere."""
    record = proof(drills, "error", clock)
    trials = [each for each in record.trials if each.aspect != "visible"] if record else []
    if record is None or not trials:
        return Outcomes.UNTRIED()
    when = record.started_at.date()
    bad = [each for each in trials if each.result is DrillResult.FAILED]
    missing = "; ".join(f"{each.text} ({each.place})" for each in bad)
    if any(each.aspect == "nothing-personal" for each in bad):
        return Outcomes.LEAKS(when=when, missing=missing)
    if bad:
        return Outcomes.LACKS(when=when, missing=missing)
    aspects = dict.fromkeys(e.aspect for e in trials if e.aspect != "nothing-personal")
    return Outcomes.TOLD(when=when, aspects=", ".join(aspects))
