"""Logs print no password, token or session.

Only the end of each declared log is read, and nothing of what is found is quoted.

Why it matters: logs are copied to more places and read by more people than any database: a
support agent, a logging service, whoever restores last year's backup. A password or session
cookie in one of them is an open account.

How to fix: take {shown} out of what is logged at {place}: log the request's path and not its
body, mask by name in the logger (Django: sensitive_post_parameters; Rails: filter_parameters;
pino: redact; structlog: a processor), never log whole headers. Then delete the old logs where
they are kept, end the sessions and reset the passwords that stood in them.

References: OWASP Logging Cheat Sheet, "Data to exclude"; CWE-532
"""

from launchready.checks.api import (
    LEAKS,
    Exposed,
    Impact,
    LogExposures,
    Repository,
    Verdict,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "errors-debuggable"
EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    CLEAN = passes("no password, token or session in {lines} lines of {files} logs")
    PASSWORD = fails(Impact.BLOCKER, "a password is printed, {count} times ({shown})")
    TOKEN = fails(Impact.BLOCKER, "a token that lets its reader in, {count} times ({shown})")
    COOKIE = fails(Impact.BLOCKER, "a session cookie is printed, {count} times ({shown})")
    NOT_ALL_READ = cannot_tell("not every log could be read: {reason}")
    NOT_DECLARED = asks(
        "where does the product write its logs? [repository] logs names none",
        fix='Fetch a day of production logs and name them: [repository] logs = ["logs/*.log"].',
    )


_OUTCOMES = {
    Exposed.PASSWORD: Outcomes.PASSWORD,
    Exposed.TOKEN: Outcomes.TOKEN,
    Exposed.COOKIE: Outcomes.COOKIE,
}


def judge(repository: Repository, logs: LogExposures) -> Verdicts:
    """Judge what lets a reader of the logs in."""
    if not repository.logs:
        return Outcomes.NOT_DECLARED()
    found: list[Verdict] = [
        _OUTCOMES[each.kind](count=each.count, shown=each.shown, place=each.place).at(
            each.place
        )
        for each in logs.found
        if each.kind in LEAKS
    ]
    if found:
        return found
    if logs.why_unread:
        return Outcomes.NOT_ALL_READ(reason=logs.why_unread)
    return Outcomes.CLEAN(lines=logs.lines, files=logs.files)
