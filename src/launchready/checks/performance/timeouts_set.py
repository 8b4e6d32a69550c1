"""No statement, lock or forgotten transaction of the product may last for ever.

What the server, the database, the product's role and its URL set; what code sets on each of its
connections cannot be seen from here.

Why it matters: without limits, one bad statement or one forgotten transaction holds its locks
and connections until somebody is woken up to end it. With them it is one error in the log.

How to fix: `ALTER ROLE {role} SET statement_timeout = '30s'`, the same for
idle_in_transaction_session_timeout = '60s', and lock_timeout = '5s' where migrations run as it;
a migration or a report that needs longer sets its own.

References: https://www.postgresql.org/docs/current/runtime-config-client.html
"""

from launchready.checks.api import (
    Database,
    DatabaseServer,
    Impact,
    Value,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5

LONG_MS = 120_000
"""No proxy waits longer for an answer by default: nginx 60 s, Cloudflare 120 s."""


class Outcomes:
    """What the check can find."""

    SET = passes(
        "statements of {role} end after {statement_ms} ms, idle transactions after {idle_ms} ms"
    )
    MISSING = fails(Impact.MEDIUM, "{role} has no {missing}, as far as the database knows")
    LONG = fails(
        Impact.LOW,
        "statements of {role} may run for {statement_ms} ms, and waits for locks with them: no "
        "user waits that long",
    )
    NOT_SEEN = cannot_tell(
        "the product's role is not known: set {variable} here, or look while the product runs"
    )


def judge(database: Database, server: DatabaseServer) -> Verdict:
    """Judge the limits that the product's sessions begin with."""
    limits = server.product
    if limits is None:
        return Outcomes.NOT_SEEN(variable=database.url_env)
    statement_ms = limits.statement_ms or limits.transaction_ms
    idle_ms = limits.idle_in_transaction_ms or limits.transaction_ms
    values: dict[str, Value] = {
        "role": limits.role,
        "statement_ms": statement_ms,
        "idle_ms": idle_ms,
        "lock_ms": limits.lock_ms,
    }
    missing = [
        name
        for name, value in (
            ("statement_timeout", statement_ms),
            ("idle_in_transaction_session_timeout", idle_ms),
            # A statement's own end bounds its waiting for locks, too.
            ("lock_timeout", limits.lock_ms or statement_ms),
        )
        if not value
    ]
    if missing:
        return Outcomes.MISSING(missing=missing, **values)
    if statement_ms > LONG_MS:
        return Outcomes.LONG(**values)
    return Outcomes.SET(**values)
