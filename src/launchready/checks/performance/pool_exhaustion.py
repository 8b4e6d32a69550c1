"""Under ten times the peak, a connection to the database is free.

Judged by the newest `launchready drill spike`, which looks at the database five times a second.

Why it matters: with every connection in use, requests wait for one, and the product times out
while the database has nothing to do. A faster server does not help.

How to fix: where connections stand in a transaction that does nothing, end it before the
product does other work; where all of them run quick statements, enlarge the pool, within the
server's max_connections, or put PgBouncer in front.

References: PostgreSQL documentation, section 28.2.3; PgBouncer documentation, pool_mode
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

EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    FINE = passes("{seen} (spike of {when})")
    FOUND = fails(Impact.HIGH, "{seen} (spike of {when})")
    NOT_SEEN = cannot_tell("the spike of {when} could not tell: {seen}")
    UNTRIED = asks(
        "does the pool run out of connections under load? No spike of the last 90 days is on "
        "record",
        fix="Run `launchready drill spike` on staging with the database's URL set, and commit "
        ".launchready/drills.",
    )


def judge(database: Database, drills: DrillHistory, clock: Clock) -> Verdict:
    """Take what was seen of the database while the newest spike ran."""
    return judge_beside_spike(Outcomes, "pool-exhaustion", database, drills, clock)
