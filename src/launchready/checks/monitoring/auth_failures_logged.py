"""A failed sign-in leaves a line in the log.

Why it matters: an attack on passwords, and a customer who is locked out, look the same from
outside: silence. The log is where the two are told apart, and where both are noticed.

How to fix: log each failed sign-in with time, request id, the account's id where there is one,
and the address, never the password or what was typed for a name (Django: user_login_failed
signal; Devise: Warden.before_failure; Auth.js: events).

References: OWASP Logging Cheat Sheet, "Which events to log"; NIST SP 800-53 rev. 5, AU-2
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

    LOGGED = passes("{count} failed sign-ins are in the log (as at {place})")
    NOT_MET = asks(
        "is a failed sign-in logged? None stands in the {lines} lines that were read",
        fix="Sign in once with a wrong password, and look for the line.",
    )
    NOT_READ = cannot_tell("not every log could be read: {reason}")
    NOT_DECLARED = asks(
        "where does the product write its logs? [repository] logs names none",
        fix='Fetch a day of production logs and name them: [repository] logs = ["logs/*.log"].',
    )
    NO_SUCH_THING = not_applicable("no route of kind login is declared")


def judge(repository: Repository, manifest: Manifest, logs: LogEvents) -> Verdict:
    """Look for one in the end of each declared log."""
    if not any(route.kind == "login" for route in manifest.routes):
        return Outcomes.NO_SUCH_THING()
    return judge_logged(Outcomes, repository, logs, LogEvent.SIGN_IN)
