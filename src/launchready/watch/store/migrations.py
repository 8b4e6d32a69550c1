"""The tables, as steps from an empty database to today's; a step never changes.

`BIGINT` holds moments in ms.  `{blob}` and `{compact}` are what the two databases call
differently: the type of octets, and tables that SQLite stores by their key.
"""

from __future__ import annotations

from launchready.watch.store.engine import Engine, StoreError

_FIRST = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, token BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE monitors (
    id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    grp TEXT NOT NULL, period_ms BIGINT NOT NULL, severity TEXT NOT NULL,
    watched INTEGER NOT NULL, since BIGINT NOT NULL
);
CREATE TABLE states (
    monitor BIGINT PRIMARY KEY REFERENCES monitors (id), status TEXT NOT NULL,
    since BIGINT NOT NULL, misses INTEGER NOT NULL, goods INTEGER NOT NULL,
    run_began BIGINT NOT NULL, opens TEXT NOT NULL, seen_at BIGINT NOT NULL,
    verdict TEXT NOT NULL, reason TEXT NOT NULL, latency_ms DOUBLE PRECISION,
    http_status INTEGER NOT NULL, certificate_ends BIGINT, released TEXT NOT NULL,
    phases TEXT NOT NULL
);
CREATE TABLE releases (
    id BIGINT PRIMARY KEY, tag TEXT NOT NULL UNIQUE, first_seen BIGINT NOT NULL
);
CREATE TABLE looks (
    monitor BIGINT NOT NULL, at BIGINT NOT NULL, verdict SMALLINT NOT NULL,
    latency INTEGER, released BIGINT NOT NULL, PRIMARY KEY (monitor, at)
){compact};
CREATE TABLE reasons (
    monitor BIGINT NOT NULL, at BIGINT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (monitor, at)
){compact};
CREATE TABLE hours (
    monitor BIGINT NOT NULL, at BIGINT NOT NULL, released BIGINT NOT NULL,
    up INTEGER NOT NULL, down INTEGER NOT NULL, unjudged INTEGER NOT NULL,
    latencies {blob} NOT NULL, PRIMARY KEY (monitor, at, released)
){compact};
CREATE TABLE days (
    monitor BIGINT NOT NULL, at BIGINT NOT NULL, released BIGINT NOT NULL,
    up INTEGER NOT NULL, down INTEGER NOT NULL, unjudged INTEGER NOT NULL,
    latencies {blob} NOT NULL, PRIMARY KEY (monitor, at, released)
){compact};
CREATE TABLE incidents (
    id TEXT PRIMARY KEY, grp TEXT NOT NULL, severity TEXT NOT NULL,
    opened_at BIGINT NOT NULL, closed_at BIGINT, acknowledged_at BIGINT,
    acknowledged_by TEXT NOT NULL, told INTEGER NOT NULL, cause TEXT NOT NULL
);
CREATE INDEX incidents_open ON incidents (closed_at, opened_at);
CREATE TABLE members (
    incident TEXT NOT NULL REFERENCES incidents (id), monitor TEXT NOT NULL,
    down_since BIGINT NOT NULL, up_since BIGINT, reason TEXT NOT NULL,
    PRIMARY KEY (incident, monitor, down_since)
);
CREATE TABLE timeline (
    incident TEXT NOT NULL REFERENCES incidents (id), place BIGINT NOT NULL,
    at BIGINT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (incident, place)
);
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL,
    incident TEXT NOT NULL, news TEXT NOT NULL, severity TEXT NOT NULL,
    due_at BIGINT NOT NULL, escalation INTEGER NOT NULL, digest INTEGER NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, created_at BIGINT NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at BIGINT NOT NULL,
    lease TEXT NOT NULL, lease_until BIGINT NOT NULL, sent_at BIGINT, error TEXT NOT NULL
);
CREATE INDEX outbox_pending ON outbox (state, next_at);
CREATE INDEX outbox_incident ON outbox (incident, channel);
CREATE TABLE windows (
    start_at BIGINT NOT NULL, end_at BIGINT NOT NULL, cause TEXT NOT NULL,
    PRIMARY KEY (start_at, cause)
);
CREATE TABLE beats (
    monitor TEXT PRIMARY KEY, started_at BIGINT, ended_at BIGINT, failed INTEGER NOT NULL,
    exit_status INTEGER, run_ms BIGINT
);
"""

_RELEASES = """
CREATE TABLE deploys (
    id BIGINT PRIMARY KEY, key TEXT NOT NULL UNIQUE, tag TEXT NOT NULL, step TEXT NOT NULL,
    at BIGINT NOT NULL, source TEXT NOT NULL, put_back TEXT NOT NULL
);
CREATE INDEX deploys_at ON deploys (at);
CREATE TABLE traffic (
    route TEXT NOT NULL, released BIGINT NOT NULL, at BIGINT NOT NULL,
    requests BIGINT NOT NULL, errors BIGINT NOT NULL, latencies {blob} NOT NULL,
    PRIMARY KEY (route, released, at)
){compact};
CREATE TABLE logs_read (
    name TEXT PRIMARY KEY, octets BIGINT NOT NULL, digest TEXT NOT NULL, at BIGINT NOT NULL
);
"""

_DASHBOARD = """
CREATE TABLE people (
    id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    role TEXT NOT NULL, created_at BIGINT NOT NULL, password TEXT NOT NULL,
    invitation TEXT NOT NULL, invited_until BIGINT
);
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people (id),
    seen_at BIGINT NOT NULL, ends_at BIGINT NOT NULL
);
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    scopes TEXT NOT NULL, made_by TEXT NOT NULL, created_at BIGINT NOT NULL,
    ends_at BIGINT, used_at BIGINT
);
CREATE TABLE doings (
    place BIGINT PRIMARY KEY, at BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    about TEXT NOT NULL, address TEXT NOT NULL
);
CREATE TABLE ticks (
    incident TEXT NOT NULL, step TEXT NOT NULL, who TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (incident, step)
);
CREATE TABLE audits (
    id TEXT PRIMARY KEY, product TEXT NOT NULL, at BIGINT NOT NULL,
    received_at BIGINT NOT NULL, added_by TEXT NOT NULL, decision TEXT NOT NULL,
    released TEXT NOT NULL, bar_met INTEGER NOT NULL, bar_of INTEGER NOT NULL,
    blockers INTEGER NOT NULL, high INTEGER NOT NULL, medium INTEGER NOT NULL,
    low INTEGER NOT NULL, digest TEXT NOT NULL UNIQUE, body {blob} NOT NULL
);
CREATE INDEX audits_of ON audits (product, at);
"""

_UPDATES = """
CREATE TABLE updates (
    place BIGINT PRIMARY KEY, incident TEXT NOT NULL, at BIGINT NOT NULL,
    who TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX updates_of ON updates (incident)
"""

STEPS: tuple[str, ...] = (_FIRST, _RELEASES, _DASHBOARD, _UPDATES)
"""Add to the end; the number of steps is the version."""


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; several instances may try at once.

    Raises:
        StoreError: the database is newer than this program, or cannot be written.
    """
    with engine.transaction() as run:
        if engine.dialect == "postgres":
            run.all("SELECT 1 FROM pg_advisory_xact_lock(724503)")
        run.run("CREATE TABLE IF NOT EXISTS version (number INTEGER PRIMARY KEY)")
        done = run.all("SELECT COALESCE(MAX(number), 0) FROM version")[0][0]
        if done > len(STEPS):
            raise StoreError(f"the store is of version {done}, this program of {len(STEPS)}")
        for number, step in enumerate(STEPS[done:], done + 1):
            text = step.format(
                blob="BLOB" if engine.dialect == "sqlite" else "BYTEA",
                compact=" WITHOUT ROWID" if engine.dialect == "sqlite" else "",
            )
            for statement in text.split(";"):
                if statement.strip():
                    run.run(statement)
            run.run("INSERT INTO version (number) VALUES (?)", number)


def up_to_date(engine: Engine) -> bool:
    """Say whether every step was done."""
    with engine.transaction(write=False) as run:
        done = run.all("SELECT MAX(number) FROM version")[0][0]
    return bool(done == len(STEPS))
