"""Logs print no customer's record.

Card numbers are known by their issuer and check digit, bank accounts by theirs; ids in URLs,
timestamps and hashes are left alone. Only the end of each declared log is read.

Why it matters: a card number in a log makes the log, and every system it is copied to, subject
to PCI DSS; a name with an address makes it personal data, to be found and erased on request.

How to fix: log the customer's id in place of {kind} at {place}, and mask the rest by name in
the logger. Delete the old logs where they are kept, and set a retention of weeks.

References: PCI DSS 4.0 requirement 3.4; GDPR articles 5 and 32; OWASP Logging Cheat Sheet
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

    CLEAN = passes("no customer's record in {lines} lines of {files} logs")
    CARD = fails(Impact.BLOCKER, "card numbers are printed, {count} times ({shown})")
    ACCOUNT = fails(Impact.BLOCKER, "bank accounts are printed, {count} times ({shown})")
    CUSTOMER = fails(
        Impact.HIGH, "customers are printed by name and e-mail address, {count} times"
    )
    PHONE = fails(Impact.MEDIUM, "telephone numbers are printed, {count} times")
    EMAIL = fails(Impact.LOW, "e-mail addresses of people are printed, {count} times")
    NOT_ALL_READ = cannot_tell("not every log could be read: {reason}")
    NOT_DECLARED = asks(
        "where does the product write its logs? [repository] logs names none",
        fix='Fetch a day of production logs and name them: [repository] logs = ["logs/*.log"].',
    )


_OUTCOMES = {
    Exposed.CARD: Outcomes.CARD,
    Exposed.IBAN: Outcomes.ACCOUNT,
    Exposed.CUSTOMER: Outcomes.CUSTOMER,
    Exposed.PHONE: Outcomes.PHONE,
    Exposed.EMAIL: Outcomes.EMAIL,
}


def judge(repository: Repository, logs: LogExposures) -> Verdicts:
    """Judge what of customers stands in the logs."""
    if not repository.logs:
        return Outcomes.NOT_DECLARED()
    found: list[Verdict] = [
        _OUTCOMES[each.kind](
            count=each.count, shown=each.shown, kind=each.kind.value, place=each.place
        ).at(each.place)
        for each in logs.found
        if each.kind not in LEAKS
    ]
    if found:
        return found
    if logs.why_unread:
        return Outcomes.NOT_ALL_READ(reason=logs.why_unread)
    return Outcomes.CLEAN(lines=logs.lines, files=logs.files)
