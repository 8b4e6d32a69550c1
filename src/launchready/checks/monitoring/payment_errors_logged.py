"""A failed payment leaves a line in the log.

Why it matters: a subscription that cannot be charged ends without a word. Revenue is lost for
weeks before a spreadsheet shows it, and nobody can tell the bank's refusal from a bug.

How to fix: log each failed charge with the provider's error code and request id, the
invoice's and the customer's ids, and no card data; alert on more of them than usual.

References: https://docs.stripe.com/error-handling; PCI DSS 4.0 requirement 3.4; ROADMAP stage 6
"""

from launchready.checks.api import (
    LogEvent,
    LogEvents,
    Manifest,
    Repository,
    Verdict,
    asks,
    cannot_tell,
    judge_logged,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    LOGGED = passes("{count} failed payments are in the log (as at {place})")
    NOT_MET = asks(
        "is a failed payment logged? None stands in the {lines} lines that were read",
        fix="Pay once with the provider's test card that is declined, and look for the line.",
    )
    NOT_READ = cannot_tell("not every log could be read: {reason}")
    NOT_DECLARED = asks(
        "where does the product write its logs? [repository] logs names none",
        fix='Fetch a day of production logs and name them: [repository] logs = ["logs/*.log"].',
    )
    NO_SUCH_THING = not_applicable("no account for payments is declared")


def judge(repository: Repository, manifest: Manifest, logs: LogEvents) -> Verdict:
    """Look for one in the end of each declared log."""
    if not any(owner.asset == "payments" for owner in manifest.owners):
        return Outcomes.NO_SUCH_THING()
    return judge_logged(Outcomes, repository, logs, LogEvent.PAYMENT)
