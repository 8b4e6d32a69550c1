"""Queues in tables of Postgres: read in transactions that can write nothing, and end soon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from launchready.facts.queues import StuckJob
from launchready.net.dial import Dialler, Unreachable
from launchready.net.postgres import open_postgres
from launchready.queues.layouts import LAYOUTS, LIKE_OBAN, OBAN, Layout
from launchready.queues.moment import MAX_COUNTED, MAX_STUCK, Moment, Read

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.sql import Composed

CONNECT_S = 5.0
STATEMENT_MS = 2000
"""A reading that takes longer would itself be load."""


@asynccontextmanager
async def open_on_postgres(
    dialler: Dialler, url: str, name: str, table: str, max_run_s: float
) -> AsyncIterator[Read]:
    """Connect to a queue; gives what reads it.

    Args:
        dialler: says which addresses may be connected to.
        url: postgresql://; never shown.
        name: of the queue.
        table: where its jobs are; "" to look for one that is known.
        max_run_s: how long a job may run.

    Raises:
        CannotSee, Unreachable: it did not work, here or in a reading.
    """
    async with open_postgres(dialler, url, CONNECT_S) as connection:
        async with _looking(connection):
            layout = await _find_layout(connection, table)

        async def read(mark: bytes) -> Moment:
            async with _looking(connection):
                return await _read(connection, layout, name, mark.decode(), max_run_s)

        yield read


@asynccontextmanager
async def _looking(connection: AsyncConnection[Any]) -> AsyncIterator[None]:
    async with connection.transaction():
        await connection.execute("SET TRANSACTION READ ONLY")
        await connection.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")
        await connection.execute("SET LOCAL lock_timeout = 500")
        await connection.execute("SET LOCAL timezone = 'UTC'")  # for columns that hold none
        yield


async def _find_layout(connection: AsyncConnection[Any], table: str) -> Layout:
    known = {each.table: each for each in LAYOUTS}
    wanted = [table] if table else list(known)
    cursor = await connection.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind IN ('r', 'p') "
        "AND pg_table_is_visible(oid)",
        (wanted,),
    )
    found = sorted(str(row[0]) for row in await cursor.fetchall())
    if not found:
        raise Unreachable(f"has no table {table or 'of a queue that is known here'}")
    if len(found) > 1:
        raise Unreachable(f"has several queues' tables: name one as table ({', '.join(found)})")
    if found[0] in known:
        return known[found[0]]
    cursor = await connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0",
        (f'"{found[0]}"',),
    )
    if {str(row[0]) for row in await cursor.fetchall()} >= LIKE_OBAN:
        return replace(OBAN, table=found[0])
    raise Unreachable(f"keeps its jobs in {found[0]} in a way that is not known here")


async def _read(
    connection: AsyncConnection[Any], layout: Layout, name: str, mark: str, max_run_s: float
) -> Moment:
    from psycopg.sql import SQL

    async def rows(what: str, condition: str, *values: object) -> list[tuple[Any, ...]]:
        statement = _statement(layout, what, condition)
        return await (await connection.execute(statement, (name, *values))).fetchall()

    async def count(condition: str, *values: object) -> int:
        those = _statement(layout, "1", f"{condition} LIMIT {MAX_COUNTED}")
        counted = SQL("SELECT count(*) FROM ({}) AS found").format(those)
        found = await (await connection.execute(counted, (name, *values))).fetchone()
        return int(found[0]) if found else 0

    head = await rows(
        f"j.ctid::text, extract(epoch FROM {layout.since})::float8",
        f"{layout.waiting} ORDER BY {layout.order} LIMIT 1",
    )
    newest = []
    came = None
    if layout.mark:
        last = f"true ORDER BY j.{layout.mark} DESC LIMIT 1"
        newest = await rows(f"j.{layout.mark}::text", last)
    if layout.mark and mark:
        came = await count(f"j.{layout.mark} > %s::{layout.mark_type}", mark)
    stuck = await rows(
        f"extract(epoch FROM now() - {layout.begun})::float8, {layout.lost}",
        f"{layout.running} AND ({layout.lost} OR {layout.begun} < now() - "
        f"make_interval(secs => %s)) LIMIT {MAX_STUCK}",
        max_run_s,
    )
    return Moment(
        await count(layout.waiting),
        None if not head or head[0][1] is None else float(head[0][1]),
        str(head[0][0]).encode() if head else b"",
        str(newest[0][0]).encode() if newest else b"",
        came,
        running=await count(layout.running),
        failed=await count(layout.failed),
        stuck=tuple(
            StuckJob(None if age is None else round(max(0.0, age), 1), bool(lost))
            for age, lost in stuck
        ),
    )


def _statement(layout: Layout, what: str, condition: str) -> Composed:
    """Put a statement together; all but the table's name is of this package's own text."""
    from psycopg.sql import SQL, Identifier

    return SQL("SELECT {} FROM {} AS j WHERE j.{} = %s AND {}").format(
        SQL(what),
        Identifier(layout.table),
        Identifier(layout.queue),
        SQL(condition),
    )
