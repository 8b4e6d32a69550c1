"""Reads what a database holds, so that two can be held against each other.

Everything is counted and hashed by the server, in a transaction that only reads, and comes
out as a few numbers for each table.  A table's hash does not depend on the order of its rows:
it is the sum, over rows, of the two halves of the MD5 of the row's text.  Types' own output
functions write that text, with every setting that they heed set alike, and no name is looked
up outside of pg_catalog: what a database defines for itself is not called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import AsyncConnection, Error, sql

from launchready.drill.restore import queries
from launchready.drill.restore.contents import Contents, Sequence, Table
from launchready.facts.base import CannotSee

Connection = AsyncConnection[Any]

CHUNK_PAGES = 16384
"""Pages that are hashed in one query, 128 MiB: a table of any size takes little memory."""
LOB_PIECE = 1024 * 1024
MAX_TABLES = 20_000

SETTINGS = (
    "search_path = pg_catalog",
    "TimeZone = 'UTC'",
    "DateStyle = 'ISO, YMD'",
    "IntervalStyle = 'iso_8601'",
    "extra_float_digits = 3",
    "bytea_output = 'hex'",
    "xmloption = content",
    "lc_monetary = 'C'",
    "row_security = off",
    "lock_timeout = '10s'",
    "statement_timeout = '30min'",
    "client_encoding = 'UTF8'",
)
"""Row-level security off: a table that would show some of its rows gives an error instead."""
_ALL = sql.SQL("")


async def begin(connection: Connection) -> None:
    """Begin a transaction that sees one moment, and cannot write.

    Raises:
        psycopg.Error: the server does not take it.
    """
    await connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    for setting in SETTINGS:
        await connection.execute(sql.SQL("SET LOCAL {}").format(sql.SQL(setting)))


async def read_contents(
    connection: Connection, say: Callable[[str], None] = lambda _line: None
) -> Contents:
    """Read everything, in a transaction that was begun with `begin`.

    Raises:
        CannotSee: a table may not be read, or there are too many.
    """
    try:
        version = connection.info.server_version
        # First of all: sequences know no snapshot, and may go on while a dump is taken.
        sequences = await _sequences(connection)
        encoding, collate, ctype = await _settings(connection)
        tables = {}
        for schema, name, pages in await _table_names(connection):
            tables[f"{schema}.{name}"] = await _table(connection, schema, name, pages, version)
        say(f"read {len(tables)} tables, {sum(t.rows for t in tables.values()):,} rows")
        return Contents(
            version, encoding, collate, ctype, tables, sequences,
            await _pairs(connection, queries.CONSTRAINTS),
            await _pairs(connection, queries.INDEXES),
            await _pairs(connection, queries.OBJECTS),
            await _pairs(connection, queries.EXTENSIONS),
            {str(name): bool(power) for name, power in await _rows(connection, queries.ROLES)},
            await _blobs(connection),
        )  # fmt: skip
    except Error as error:
        raise CannotSee(f"the database could not be read ({why(error)})") from None


def why(error: Exception) -> str:
    """Say what kind of error it was; a message may quote data or the URL."""
    state = getattr(error, "sqlstate", None)
    if state == "42501":
        return "this role may not read everything; a backup's role must"
    return f"error {state}" if state else "no connection"


async def _rows(connection: Connection, query: sql.SQL | sql.Composed) -> list[tuple[Any, ...]]:
    cursor = await connection.execute(query)
    found: list[tuple[Any, ...]] = await cursor.fetchall()
    return found


async def _pairs(connection: Connection, query: sql.SQL | sql.Composed) -> dict[str, str]:
    return {str(name): str(value) for name, value in await _rows(connection, query)}


async def _settings(connection: Connection) -> tuple[str, str, str]:
    ((encoding, collate, ctype),) = await _rows(connection, queries.DATABASE)
    return str(encoding), str(collate), str(ctype)


async def _table_names(connection: Connection) -> list[tuple[str, str, int]]:
    rows = await _rows(connection, queries.TABLES)
    if len(rows) > MAX_TABLES:
        raise CannotSee(f"there are over {MAX_TABLES:,} tables")
    return [(str(schema), str(name), int(pages)) for schema, name, pages in rows]


async def _table(
    connection: Connection, schema: str, name: str, pages: int, version: int
) -> Table:
    if version < 140000 or pages <= CHUNK_PAGES:  # before 14, each piece would read it all
        return await digest_of(connection, schema, name)
    pieces = [await digest_of(connection, schema, name, where) for where in _chunks(pages)]
    return sum(pieces[1:], pieces[0])


async def digest_of(
    connection: Connection, schema: str, name: str, where: sql.Composable = _ALL
) -> Table:
    """Count and hash the rows of a table, or some of them, in a transaction of `begin`.

    Raises:
        psycopg.Error: they may not be read.
    """
    moments = await connection.execute(queries.MOMENTS, (schema, name))
    columns = [str(row[0]) for row in await moments.fetchall()]
    cursor = await connection.execute(_digest(schema, name, columns, where))
    found = await cursor.fetchone()
    assert found is not None
    rows, first, second, *newest = found
    newest = [moment for moment in newest if moment is not None]
    return Table(rows, (int(first or 0), int(second or 0)), max(newest, default=None))


def _chunks(pages: int) -> list[sql.Composable]:
    """Cut a table by pages; the last piece has no end, whatever was added since."""
    wheres: list[sql.Composable] = []
    for first in range(0, pages, CHUNK_PAGES):
        where = sql.SQL("WHERE ctid >= {}::tid").format(sql.Literal(f"({first},0)"))
        if first + CHUNK_PAGES < pages:
            end = sql.Literal(f"({first + CHUNK_PAGES},0)")
            where += sql.SQL(" AND ctid < {}::tid").format(end)
        wheres.append(where)
    return wheres


def _digest(schema: str, name: str, moments: list[str], where: sql.Composable) -> sql.Composed:
    inner: list[sql.Composable] = [sql.SQL("md5(record_out(t)::text) AS digest_of_row")]
    outer: list[sql.Composable] = [
        sql.SQL("count(*)"),
        sql.SQL("sum(('x' || substr(digest_of_row, 1, 16))::bit(64)::bigint)"),
        sql.SQL("sum(('x' || substr(digest_of_row, 17, 16))::bit(64)::bigint)"),
    ]
    for place, column in enumerate(moments):
        alias = sql.Identifier(f"moment_{place}")
        inner.append(sql.SQL("t.{} AS {}").format(sql.Identifier(column), alias))
        outer.append(
            sql.SQL("max({0}) FILTER (WHERE {0} BETWEEN '1970-01-01' AND now())").format(alias)
        )
    # OFFSET 0 keeps the server from computing the hash once for each half.
    query = sql.SQL("SELECT {} FROM (SELECT {} FROM ONLY {} AS t {} OFFSET 0) AS hashed")
    comma = sql.SQL(", ")
    return query.format(
        comma.join(outer), comma.join(inner), sql.Identifier(schema, name), where
    )


async def _sequences(connection: Connection) -> dict[str, Sequence]:
    rows = await _rows(connection, queries.SEQUENCES)
    found = {}
    for schema, name, step, table_schema, table, column in rows:
        state = await connection.execute(
            sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(schema, name))
        )
        last, called = await state.fetchone() or (0, False)
        highest = None
        if column is not None:
            of_column = await connection.execute(
                sql.SQL("SELECT max({}) FROM {}").format(
                    sql.Identifier(column), sql.Identifier(table_schema, table)
                )
            )
            row = await of_column.fetchone()
            highest = int(row[0]) if row and isinstance(row[0], int) else None
        found[f"{schema}.{name}"] = Sequence(last + step if called else last, step, highest)
    return found


async def _blobs(connection: Connection) -> tuple[int, str]:
    ((count,),) = await _rows(
        connection, sql.SQL("SELECT count(*) FROM pg_largeobject_metadata")
    )
    total = offset = 0
    more = bool(count)
    while more:
        # Piece by piece: an object may be larger than the server's memory.
        piece = queries.BLOBS.format(at=sql.Literal(offset), size=sql.Literal(LOB_PIECE))
        ((digest, more),) = await _rows(connection, piece)
        total += int(digest or 0)
        offset += LOB_PIECE
    return int(count), f"{total:x}"
