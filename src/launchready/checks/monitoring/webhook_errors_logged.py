"""A webhook that fails leaves a line in the log.

Why it matters: providers retry a failed webhook for a few days and then give up. What it would
have said (paid, cancelled, bounced) is missing from the product from then on.

How to fix: log each refused or failed webhook with the event's id and type, the reason, and
the answer given; never the body or the signature. Alert on any failure that repeats.

References: https://docs.stripe.com/webhooks; https://www.standardwebhooks.com; ROADMAP stage 6
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

    LOGGED = passes("{count} failed webhooks are in the log (as at {place})")
    NOT_MET = asks(
        "is a failed webhook logged? None stands in the {lines} lines that were read",
        fix="Post an unsigned event to the webhook once, and look for the line.",
    )
    NOT_READ = cannot_tell("not every log could be read: {reason}")
    NOT_DECLARED = asks(
        "where does the product write its logs? [repository] logs names none",
        fix='Fetch a day of production logs and name them: [repository] logs = ["logs/*.log"].',
    )
    NO_SUCH_THING = not_applicable("no route of kind webhook is declared")


def judge(repository: Repository, manifest: Manifest, logs: LogEvents) -> Verdict:
    """Look for one in the end of each declared log."""
    if not any(route.kind == "webhook" for route in manifest.routes):
        return Outcomes.NO_SUCH_THING()
    return judge_logged(Outcomes, repository, logs, LogEvent.WEBHOOK)
