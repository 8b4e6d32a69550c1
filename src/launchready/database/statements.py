"""What pg_stat_statements counts, and what changed between two readings of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from launchready.database.connection import Reader
from launchready.facts.base import CannotSee

MAX_ENTRIES = 10_000
"""Statements of a database that are looked at: twice the extension's default."""

Entry: TypeAlias = tuple[int, int, bool]
"""The server's own key of a statement: role, query id, whether a client sent it."""


class Counters(Struct, frozen=True):
    """What the server counted of one statement.

    Attributes:
        calls: how often it ran.
        total_ms: all runs together; max_ms: the longest.
        rows: given or changed.
        hit, read: blocks of 8 kB from the server's cache, and from outside of it.
        spilled: blocks written to temporary files.
    """

    calls: int = 0
    total_ms: float = 0.0
    max_ms: float = 0.0
    rows: int = 0
    hit: int = 0
    read: int = 0
    spilled: int = 0

    def since(self, before: Counters) -> Counters:
        """Give what was added; all of it where counting began anew."""
        if before.calls > self.calls:
            return self
        return Counters(
            self.calls - before.calls,
            max(self.total_ms - before.total_ms, 0.0),
            self.max_ms,
            self.rows - before.rows,
            self.hit - before.hit,
            self.read - before.read,
            self.spilled - before.spilled,
        )

    def plus(self, other: Counters) -> Counters:
        """Add up two."""
        return Counters(
            self.calls + other.calls,
            self.total_ms + other.total_ms,
            max(self.max_ms, other.max_ms),
            self.rows + other.rows,
            self.hit + other.hit,
            self.read + other.read,
            self.spilled + other.spilled,
        )


class Snapshot(Struct, frozen=True):
    """One reading.

    Attributes:
        entries: what was counted so far.
        epoch: changes when counting began anew or entries were thrown out.
    """

    entries: Mapping[Entry, Counters]
    epoch: str

    def since(self, before: Snapshot) -> dict[Entry, Counters]:
        """Give what ran between two readings."""
        none = Counters()
        changed = {}
        for entry, counters in self.entries.items():
            old = before.entries.get(entry, none)
            if counters.calls != old.calls:
                changed[entry] = counters.since(old)
        return changed


class StatementReader:
    """Reads pg_stat_statements of one database.

    Args:
        reader: the connection.
        schema: where the extension is, as an identifier with its quotes.
    """

    def __init__(self, reader: Reader, schema: str) -> None:
        self._reader = reader
        self._schema = schema

    async def snapshot(self) -> Snapshot:
        """Read what is counted of this database, without texts.

        Raises:
            CannotSee: it cannot be read.
        """
        # Texts are in a file that would be read as a whole: `false` leaves it alone.
        async with self._reader.transaction() as read:
            # Texts are in a file that would be read as a whole: `false` leaves it alone.
            rows = await read.rows(
                f"""SELECT userid::bigint AS role, queryid, toplevel, calls,
                    total_exec_time, max_exec_time, rows, shared_blks_hit, shared_blks_read,
                    temp_blks_written
                FROM {self._schema}.pg_stat_statements(false)
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND queryid IS NOT NULL
                LIMIT {MAX_ENTRIES}"""  # noqa: S608 -- a quoted identifier
            )
            info = await read.rows(
                f"""SELECT dealloc, stats_reset::text AS began
                FROM {self._schema}.pg_stat_statements_info()"""  # noqa: S608 -- as above
            )
        entries = {
            (row["role"], row["queryid"], row["toplevel"]): Counters(
                row["calls"],
                row["total_exec_time"],
                row["max_exec_time"],
                row["rows"],
                row["shared_blks_hit"],
                row["shared_blks_read"],
                row["temp_blks_written"],
            )
            for row in rows
        }
        told = info[0] if info else {}
        return Snapshot(entries, f"{told.get('began')} {told.get('dealloc')}")

    async def texts(self, queries: Iterable[int]) -> dict[int, str]:
        """Read the texts of some statements, by their query id.

        Raises:
            CannotSee: they cannot be read, or belong to roles that this one may not look at.
        """
        rows = await self._reader.rows(
            f"""SELECT DISTINCT ON (queryid) queryid, query
            FROM {self._schema}.pg_stat_statements(true) WHERE queryid = ANY(%s)""",  # noqa: S608
            (list(queries),),
        )
        texts = {row["queryid"]: row["query"] for row in rows if row["query"]}
        if texts and all(text == "<insufficient privilege>" for text in texts.values()):
            raise CannotSee(_NEEDS_MONITOR)
        return texts


_NEEDS_MONITOR = (
    "the role may not see what other roles run: GRANT pg_monitor to it (docs/database.md)"
)


_FIND = """SELECT quote_ident(n.nspname) AS schema,
        has_schema_privilege(n.oid, 'USAGE') AS usable,
        pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all,
        to_regproc(quote_ident(n.nspname) || '.pg_stat_statements_info') IS NOT NULL AS new,
        current_setting('pg_stat_statements.track', true) AS track
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_stat_statements'"""


async def open_statements(reader: Reader) -> StatementReader:
    """Find the extension, and whether it counts.

    Raises:
        CannotSee: it is missing, too old, counts nothing, or hides others' statements.
    """
    found = await reader.rows(_FIND)
    if not found:
        raise CannotSee(
            "the database has no pg_stat_statements: put it into shared_preload_libraries and "
            "CREATE EXTENSION pg_stat_statements (docs/database.md)"
        )
    seen = found[0]
    if not seen["usable"]:
        raise CannotSee(
            f"the role may not use the schema {seen['schema']} of pg_stat_statements: GRANT "
            "USAGE on it (docs/database.md)"
        )
    if not seen["new"]:
        raise CannotSee(
            "pg_stat_statements is of an older Postgres: "
            "ALTER EXTENSION pg_stat_statements UPDATE"
        )
    if not seen["sees_all"]:
        raise CannotSee(_NEEDS_MONITOR)
    if seen["track"] is None:
        raise CannotSee(
            "pg_stat_statements is not loaded: put it into shared_preload_libraries and "
            "restart the server"
        )
    if seen["track"] == "none":
        raise CannotSee("pg_stat_statements counts nothing: its setting `track` is none")
    return StatementReader(reader, str(seen["schema"]))
