"""Under ten times the peak, nobody waits long for a lock.

Judged by the newest `launchready drill spike`, which looks at the database five times a second.

Why it matters: one transaction that holds a row while it calls somebody's API makes every other
that wants the row wait, then every connection, then the whole product; no statement is slow.

How to fix: end transactions before anything that is not the database (mails, APIs, files), take
locks in one order everywhere, replace counters that all write to by sums of rows, and set
lock_timeout, also in migrations. The evidence names the holder, the table and who waited.

References: PostgreSQL documentation, section 13.3, and 20.12 (deadlock_timeout)
"""

from launchready.checks.api import (
    Clock,
    Database,
    DrillHistory,
    Impact,
    Verdict,
    asks,
    cannot_tell,
    fails,
    judge_beside_spike,
    passes,
)

EFFORT_HOURS = 4.0


class Outcomes:
    """What the check can find."""

    FINE = passes("{seen} (spike of {when})")
    FOUND = fails(Impact.HIGH, "{seen} (spike of {when})")
    NOT_SEEN = cannot_tell("the spike of {when} could not tell: {seen}")
    UNTRIED = asks(
        "do connections wait for each other's locks under load? No spike of the last 90 days "
        "is on record",
        fix="Run `launchready drill spike` on staging with the database's URL set, and commit "
        ".launchready/drills.",
    )


def judge(database: Database, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take what was seen of the database while the newest spike ran."""
    return judge_beside_spike(Outcomes, "lock-contention", database, drills, clock)
