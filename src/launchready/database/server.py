"""The state of the server: roles, limits, sessions, age and archive, from its own views."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from launchready.database.connection import Reader, Row
from launchready.database.normal import mask_values
from launchready.facts.database import (
    Archive,
    DatabaseServer,
    OpenTransaction,
    ReadingRole,
    RoleTimeouts,
)

MAX_SESSIONS = 50
"""Idle transactions that are told."""

_ROLE = """SELECT r.rolname::text AS name, r.rolsuper AS superuser,
    pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all,
    ARRAY(
        SELECT n.nspname || '.' || c.relname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema'
            AND n.nspname NOT LIKE 'pg\\_%%'
            AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
        ORDER BY 1 LIMIT 5
    ) AS writes
FROM pg_roles r WHERE r.rolname = current_user"""
_SETTINGS = "SELECT name, reset_val AS value, source FROM pg_settings WHERE name = ANY(%s)"
_NAMES = [
    "max_connections", "superuser_reserved_connections", "reserved_connections", "autovacuum",
    "track_counts", "autovacuum_freeze_max_age", "vacuum_failsafe_age", "archive_mode",
    "wal_level", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
    "transaction_timeout",
]  # fmt: skip
_OF_ROLE = """SELECT s.setrole <> 0 AS of_role, s.setdatabase <> 0 AS of_database, s.setconfig
FROM pg_db_role_setting s
WHERE (s.setrole = 0 OR s.setrole = (SELECT oid FROM pg_roles WHERE rolname = %s))
    AND (s.setdatabase = 0 OR s.setdatabase = (
        SELECT oid FROM pg_database WHERE datname = current_database()))"""
_LIMITS = """SELECT r.rolconnlimit AS of_role, d.datconnlimit AS of_database
FROM pg_roles r, pg_database d WHERE r.rolname = %s AND d.datname = current_database()"""
_SESSIONS = """SELECT count(*) AS connected,
    count(*) FILTER (WHERE usename = %s AND datname = current_database()) AS by_product
FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""
_BUSIEST = """SELECT usename::text AS role FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database()
    AND usename <> current_user GROUP BY usename ORDER BY count(*) DESC, usename LIMIT 1"""
_IDLE = """SELECT usename::text AS role, application_name AS application, query,
    extract(epoch FROM clock_timestamp() - state_change)::float AS idle_s,
    extract(epoch FROM clock_timestamp() - xact_start)::float AS open_s
FROM pg_stat_activity
WHERE state LIKE 'idle in transaction%%' AND datname = current_database()
    AND state_change IS NOT NULL AND xact_start IS NOT NULL
ORDER BY state_change LIMIT %s"""
_AGE = """SELECT age(datfrozenxid) AS age, mxid_age(datminmxid) AS multixact_age
FROM pg_database WHERE datname = current_database()"""
_ARCHIVE = """SELECT archived_count AS archived, failed_count AS failed, last_archived_time,
    last_failed_time, pg_is_in_recovery() AS in_recovery,
    (SELECT count(*) FROM pg_stat_replication) AS streams
FROM pg_stat_archiver"""


async def read_server(reader: Reader, url: str, read_apart: bool) -> DatabaseServer:
    """Look at the server once.

    Args:
        reader: the connection.
        url: the product's own; "" where it is not known here.  Its role is the product's.
        read_apart: the connection is another role's than the product's.

    Raises:
        CannotSee: it could not be read.
    """
    async with reader.transaction() as read:
        (role,) = await read.rows(_ROLE)
        product = _role_of(url) if read_apart else reader.role
        if not product:
            busiest = await read.rows(_BUSIEST)
            product = str(busiest[0]["role"]) if busiest else ""
        settings = {row["name"]: row for row in await read.rows(_SETTINGS, (_NAMES,))}
        overrides = await read.rows(_OF_ROLE, (product,))
        limits = await read.rows(_LIMITS, (product,))
        (sessions,) = await read.rows(_SESSIONS, (product,))
        idle = await read.rows(_IDLE, (MAX_SESSIONS,))
        (age,) = await read.rows(_AGE)
        (archive,) = await read.rows(_ARCHIVE)

    def number(name: str) -> int:
        return int(settings[name]["value"]) if name in settings else 0

    def on(name: str) -> bool:
        return name in settings and settings[name]["value"] == "on"

    return DatabaseServer(
        version=reader.version,
        reader=ReadingRole(
            role["name"], role["superuser"], tuple(role["writes"]), role["sees_all"]
        ),
        product=_timeouts(product, settings, overrides, limits, url) if product else None,
        max_connections=number("max_connections"),
        reserved=number("superuser_reserved_connections") + number("reserved_connections"),
        connected=sessions["connected"],
        by_product=sessions["by_product"],
        idle_in_transaction=tuple(_open_transaction(row) for row in idle),
        autovacuum=on("autovacuum") and on("track_counts"),
        age=age["age"],
        multixact_age=age["multixact_age"],
        freeze_age=number("autovacuum_freeze_max_age"),
        failsafe_age=number("vacuum_failsafe_age"),
        archive=Archive(
            mode=settings["archive_mode"]["value"],
            wal_level=settings["wal_level"]["value"],
            archived=archive["archived"],
            failed=archive["failed"],
            last_archived_at=_moment(archive["last_archived_time"]),
            last_failed_at=_moment(archive["last_failed_time"]),
            streams=archive["streams"],
            in_recovery=archive["in_recovery"],
        ),
    )


def _open_transaction(row: Row) -> OpenTransaction:
    return OpenTransaction(
        role=row["role"] or "",
        application=(row["application"] or "")[:60],
        idle_s=round(max(row["idle_s"], 0.0), 1),
        open_s=round(max(row["open_s"], 0.0), 1),
        statement=mask_values(row["query"] or "")[:300],
    )


def _moment(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC).replace(microsecond=0) if value else None


def _role_of(url: str) -> str:
    return str(_told(url).get("user") or "")


def _told(url: str) -> dict[str, Any]:
    """Give what a URL says, "" and nothing where it cannot be read."""
    from launchready.database.address import connection_string
    from launchready.facts.base import CannotSee
    from launchready.net.network import Network

    if not url:
        return {}
    from psycopg.conninfo import conninfo_to_dict

    try:
        return dict(conninfo_to_dict(connection_string(url, Network())))
    except CannotSee:
        return {}


_FROM_ELSEWHERE = frozenset({"user", "database user", "database", "client", "session"})
_PAIR = re.compile(r"(?:-c\s*|--)([\w.]{1,60})=([\w.]{1,40})")


def _timeouts(
    role: str,
    settings: Mapping[str, Row],
    overrides: list[Row],
    limits: list[Row],
    url: str,
) -> RoleTimeouts:
    """Put together what a role's sessions begin with: the narrowest setting wins."""
    ranked: dict[str, tuple[int, str]] = {}
    for row in overrides:
        rank = 2 * row["of_role"] + row["of_database"]
        for pair in row["setconfig"] or ():
            name, _, value = pair.partition("=")
            if name not in ranked or rank > ranked[name][0]:
                ranked[name] = (rank, value)
    by_url = dict(_PAIR.findall(str(_told(url).get("options") or "")))

    def ms(name: str) -> int:
        if name in by_url:
            return milliseconds(by_url[name])
        if name in ranked:
            return milliseconds(ranked[name][1])
        # The reading role's own setting says nothing of the product's.
        seen = settings.get(name)
        if seen is None or seen["source"] in _FROM_ELSEWHERE:
            return 0
        return milliseconds(seen["value"])

    allowed = [n for row in limits for n in (row["of_role"], row["of_database"]) if n >= 0]
    return RoleTimeouts(
        role,
        statement_ms=ms("statement_timeout"),
        lock_ms=ms("lock_timeout"),
        idle_in_transaction_ms=ms("idle_in_transaction_session_timeout"),
        transaction_ms=ms("transaction_timeout"),
        connections=min(allowed, default=None),
    )


_UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "min": 60_000.0, "h": 3_600_000.0,
          "d": 86_400_000.0}  # fmt: skip
_TIME = re.compile(r"\s*(\d{1,15}(?:\.\d{1,6})?)\s*(us|ms|s|min|h|d)?\s*")


def milliseconds(value: str) -> int:
    """Read a time as Postgres' settings are written; 0 for none, and for what is no time."""
    found = _TIME.fullmatch(value.strip("'\""))
    if found is None:
        return 0
    return round(float(found[1]) * _UNITS[found[2] or "ms"])
