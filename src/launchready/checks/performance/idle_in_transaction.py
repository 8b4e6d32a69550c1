"""No session stands idle in an open transaction.

One look at the sessions of the database; sessions of people at a psql prompt count, too.

Why it matters: an open transaction keeps its locks and keeps vacuum from cleaning up, for as
long as it stands. Others wait for it, connections run out, and the whole product stands with
it.

How to fix: find where the code opens a transaction and then calls another service, waits for a
user or forgets to end it. Let the server end such sessions: `ALTER ROLE app SET
idle_in_transaction_session_timeout = '60s'`.

References: https://www.postgresql.org/docs/current/runtime-config-client.html
"""

from launchready.checks.api import (
    Database,
    DatabaseServer,
    Impact,
    Verdict,
    fails,
    passes,
)

EFFORT_HOURS = 3.0

LONG_S = 30.0
"""By then, common servers have given up the request (gunicorn's and Heroku's limit)."""


class Outcomes:
    """What the check can find."""

    NONE = passes("none of {sessions} sessions was idle in a transaction for over 30 s")
    IDLE = fails(
        Impact.HIGH,
        "{count} stood idle in a transaction, the longest ({who}) {seconds} s after: {short}",
    )


def judge(database: Database, server: DatabaseServer) -> Verdict:
    """Find transactions that nothing happens in."""
    long = [each for each in server.idle_in_transaction if each.idle_s > LONG_S]
    if not long:
        return Outcomes.NONE(sessions=server.connected)
    worst = max(long, key=lambda each: each.idle_s)
    return Outcomes.IDLE(
        count=len(long),
        who=worst.application or worst.role,
        seconds=round(worst.idle_s),
        open_s=round(worst.open_s),
        short=worst.statement[:160],
    )
