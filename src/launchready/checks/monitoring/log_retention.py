"""Logs can be searched for as long as a complaint takes to arrive.

Why it matters: an invoice that went wrong is noticed when it is due. A log of three days is
gone by then, and with it the only record of what happened.

How to fix: have the logging service or logrotate keep logs for at least 30 days, delete them
after that, and write log_retention_days = 30 into [monitoring].

References: own choice: one billing cycle; PCI DSS 4.0 10.5.1 asks for 12 months where cards are
handled; GDPR article 5(1)(e) for an upper bound
"""

from launchready.checks.api import Impact, Manifest, Product, Verdict, asks, fails, passes

EFFORT_HOURS = 0.5

LEAST_DAYS = 30


class Outcomes:
    """What the check can find."""

    KEPT = passes("kept for {days} days, as declared")
    SHORT = fails(Impact.MEDIUM, "kept for {days} days only: less than one billing cycle")
    NOT_SAID = asks(
        "for how many days can logs be searched?",
        fix="Look it up, and write log_retention_days into [monitoring] of launchready.toml.",
    )


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Judge the declared retention: nothing else can tell it."""
    days = manifest.monitoring.log_retention_days
    if days is None:
        return Outcomes.NOT_SAID()
    return Outcomes.KEPT(days=days) if days >= LEAST_DAYS else Outcomes.SHORT(days=days)
