"""Whether the source still holds the rows of an older backup, in tables that only grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from psycopg import AsyncConnection, sql

from launchready.drill.restore import queries
from launchready.drill.restore.contents import Contents
from launchready.drill.restore.reading import Connection, begin, digest_of


async def rows_kept(
    source: Connection,
    restored_url: str,
    ours: Contents,
    theirs: Contents,
    patterns: Sequence[str],
) -> Mapping[str, bool | None]:
    """Hold the restored rows against those of the source up to the same key.

    Args:
        source: in its transaction.
        restored_url: of the role that reads what was restored.
        ours: what the source holds.
        theirs: what was restored.
        patterns: of tables whose rows never change.

    Returns:
        For each such table that differs: whether its restored rows are all there, and as
        they were; None where it has no single key that grows.
    """
    names = [
        name
        for name in sorted(ours.tables.keys() & theirs.tables.keys())
        if any(fnmatchcase(name, pattern) for pattern in patterns)
        and ours.tables[name] != theirs.tables[name]
        and theirs.tables[name].rows
    ]
    if not names:
        return {}
    async with await AsyncConnection.connect(restored_url, autocommit=True) as restored:
        await begin(restored)
        return {name: await _kept(source, restored, name, theirs) for name in names}


async def _kept(
    source: Connection, restored: Connection, name: str, theirs: Contents
) -> bool | None:
    schema, _, table = name.partition(".")
    cursor = await source.execute(queries.GROWING_KEY, (schema, table))
    keys = await cursor.fetchall()
    if len(keys) != 1:
        return None
    key = sql.Identifier(str(keys[0][0]))
    highest = await restored.execute(
        sql.SQL("SELECT max({})::text FROM ONLY {}").format(key, sql.Identifier(schema, table))
    )
    row = await highest.fetchone()
    assert row is not None
    where = sql.SQL("WHERE t.{} <= {}").format(key, sql.Literal(row[0]))
    found = await digest_of(source, schema, table, where)
    return (found.rows, found.digest) == (theirs.tables[name].rows, theirs.tables[name].digest)
