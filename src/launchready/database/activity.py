"""What every connection to a database does at a moment, and who waits for whom."""

# ruff: noqa: S608 -- nothing but constants is put into these texts

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from launchready.database.connection import MARK, Reader, Row
from launchready.database.normal import normalise
from launchready.facts.base import CannotSee

MAX_BACKENDS = 2_000


class Backend(Struct, frozen=True):
    """One connection of the product's.

    Attributes:
        pid: of its server process.
        state: "active", "idle", "idle in transaction" (also where it failed), or "".
        statement: the one that runs, or ran last, without values.
        running_s: seconds since the statement began; in_transaction_s: since its transaction.
        idle_s: since when nothing runs.
        waits_for: processes that hold what it waits for; none where it waits for no lock.
        lock: what it waits for ("a row of public.orders"); "".
        waited_s: for how long.
    """

    pid: int
    state: str
    statement: str = ""
    running_s: float = 0.0
    in_transaction_s: float = 0.0
    idle_s: float = 0.0
    waits_for: tuple[int, ...] = ()
    lock: str = ""
    waited_s: float = 0.0

    @property
    def busy(self) -> bool:
        """Say whether its client cannot give it to somebody else now."""
        return self.state not in {"idle", ""}

    @property
    def held_open(self) -> bool:
        """Say whether it stands in a transaction and does nothing."""
        return self.state == "idle in transaction"


class Activity(Struct, frozen=True):
    """One look at all connections.

    Attributes:
        backends: of this database, without our own.
        taken: connections to the whole server; allowed: how many it takes.
    """

    backends: tuple[Backend, ...]
    taken: int
    allowed: int


async def may_look(reader: Reader) -> int:
    """See that the role may see what other roles do; gives how many connections there may be.

    Raises:
        CannotSee: it may not.
    """
    rows = await reader.rows(
        f"""SELECT {MARK} pg_has_role('pg_read_all_stats', 'USAGE') AS may,
            current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int AS allowed"""
    )
    if not rows[0]["may"]:
        raise CannotSee(
            "the role may not see what other roles run: GRANT pg_monitor to it "
            "(docs/database.md)"
        )
    return int(rows[0]["allowed"])


async def read_activity(reader: Reader, allowed: int) -> Activity:
    """Look once, in a transaction of a few milliseconds.

    Args:
        reader: the database.
        allowed: of `may_look`.

    Raises:
        CannotSee: it could not be read.
    """
    async with reader.transaction() as read:
        rows = await read.rows(
            f"""SELECT {MARK} pid, coalesce(state, '') AS state, left(query, 2000) AS query,
                wait_event_type = 'Lock' AS waits,
                CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) END AS blockers,
                extract(epoch FROM clock_timestamp() - query_start)::float8 AS running,
                extract(epoch FROM clock_timestamp() - xact_start)::float8 AS transaction,
                extract(epoch FROM clock_timestamp() - state_change)::float8 AS changed,
                datname = current_database() AS ours
            FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            LIMIT {MAX_BACKENDS}"""
        )
        waiting = [row["pid"] for row in rows if row["waits"]]
        locks: list[Row] = []
        if waiting:
            locks = await read.rows(
                f"""SELECT {MARK} l.pid, l.locktype, l.granted, n.nspname, c.relname,
                    extract(epoch FROM clock_timestamp() - l.waitstart)::float8 AS waited
                FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation
                    AND l.database = (SELECT oid FROM pg_database
                        WHERE datname = current_database())
                LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE l.pid = ANY(%s) AND (NOT l.granted OR l.locktype = 'tuple')""",
                (waiting,),
            )
    waits = _waits(locks)
    backends = tuple(_backend(row, waits) for row in rows if row["ours"])
    return Activity(backends, len(rows), allowed)


def _waits(locks: list[Row]) -> dict[int, tuple[str, float]]:
    """Say what each process waits for, and for how long.

    Who waits for a row waits for its writer's transaction, which names no table; a lock of
    the row itself, which it has by then, does (Postgres source, README.tuplock).
    """
    told: dict[int, tuple[str, float]] = {}
    rows = {
        lock["pid"]: f"{lock['nspname']}.{lock['relname']}"
        for lock in locks
        if lock["locktype"] == "tuple" and lock["relname"]
    }
    for lock in locks:
        if lock["granted"]:
            continue
        pid, kind = lock["pid"], str(lock["locktype"])
        if kind in {"transactionid", "tuple"}:
            what = f"a row of {rows[pid]}" if pid in rows else "a row"
        elif lock["relname"]:
            what = f"{lock['nspname']}.{lock['relname']}"
        else:
            what = "an advisory lock" if kind == "advisory" else f"a lock ({kind})"
        told[pid] = (what, float(lock["waited"] or 0.0))
    return told


def _backend(row: Row, waits: Mapping[int, tuple[str, float]]) -> Backend:
    state = str(row["state"])
    lock, waited = waits.get(row["pid"], ("", 0.0))
    active = state == "active"
    return Backend(
        pid=int(row["pid"]),
        state="idle in transaction" if state.startswith("idle in transaction") else state,
        statement=normalise(str(row["query"] or "")).text,
        running_s=float(row["running"] or 0.0) if active else 0.0,
        in_transaction_s=float(row["transaction"] or 0.0),
        idle_s=0.0 if active else float(row["changed"] or 0.0),
        waits_for=tuple(row["blockers"] or ()),
        lock=lock,
        waited_s=waited,
    )
