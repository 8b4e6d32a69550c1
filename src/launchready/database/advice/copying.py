"""Copies tables to a throw-away server: the columns that decide, and filler for the others.

Rows are read in ranges of pages, each in a short transaction of its own.  Of a table that is
larger than what may be copied, evenly spaced ranges are taken, so that the share of rows with a
value, and how well rows are in order, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from launchready.database.advice.catalog import Catalog, Column, Table, quote
from launchready.database.advice.scratch import PROVER, Scratch
from launchready.database.connection import MARK, Reader

if TYPE_CHECKING:
    import psycopg

MAX_ROWS = 200_000
"""Of one table that are copied, unless told otherwise."""
CHUNK_ROWS = 5_000
"""Read at once: half of what a reader keeps, as pages are not equally full."""
WORK = "work"
MAX_WIDTH = 2_000


class Copied(Struct, frozen=True):
    """One table's copy.

    Attributes:
        table: as it is in the product's database.
        rows: copied; of: rows that the table has, as well as that is known.
    """

    table: Table
    rows: int
    of: int

    @property
    def share(self) -> float:
        """Give the share of the rows that were copied, from 0 to 1."""
        return min(1.0, self.rows / self.of) if self.of else 1.0


Wanted = Mapping[tuple[str, str], frozenset[str]]
"""Columns that are copied as they are, of each table by schema and name."""


async def fill(
    scratch: Scratch,
    reader: Reader,
    catalog: Catalog,
    wanted: Wanted,
    *,
    max_rows: int = MAX_ROWS,
) -> dict[tuple[str, str], Copied]:
    """Copy tables, their indexes and the planner's settings.

    Args:
        scratch: where to.
        reader: where from.
        catalog: what the tables are like.
        wanted: which tables, and which of their columns as they are.
        max_rows: of one table.

    Returns:
        What was copied; a table that could not be is left out.

    Raises:
        CannotSee: the product's database could not be read any longer.
    """
    with scratch.connect() as admin:
        _make_database(admin, catalog)
    copied: dict[tuple[str, str], Copied] = {}
    # Names and definitions come from a server that may be hostile: nothing of them is run by
    # a role that could read a file or start a program.
    with scratch.connect(WORK, PROVER) as owner:
        _prepare(owner, catalog)
        for place in sorted(wanted):
            table = catalog.tables[place]
            made = await _copy(owner, reader, table, wanted[place], max_rows)
            if made is not None:
                copied[place] = made
    return copied


def _make_database(admin: psycopg.Connection, catalog: Catalog) -> None:
    import psycopg

    locale = f" LC_COLLATE {_literal(catalog.collate)} LC_CTYPE {_literal(catalog.ctype)}"
    made = f"CREATE DATABASE {WORK} OWNER {PROVER} TEMPLATE template0 ENCODING 'UTF8'"
    for words in (locale, ""):
        try:
            admin.execute(f"{made}{words}".encode())
        except psycopg.Error:
            continue
        break


def _prepare(owner: psycopg.Connection, catalog: Catalog) -> None:
    _try(owner, f"ALTER DATABASE {WORK} SET statement_timeout = '60s'")
    for name, value in catalog.settings.items():
        _try(owner, f"ALTER DATABASE {WORK} SET {quote(name)} = {_literal(value)}")
    schemas = {schema for schema, _ in catalog.tables} | {"public"}
    for schema in sorted(schemas | set(catalog.extensions.values())):
        if schema != "pg_catalog":
            _try(owner, f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}")
    for name, schema in sorted(catalog.extensions.items()):
        if name not in {"plpgsql", "pg_stat_statements", "hypopg"}:
            text = (
                f"CREATE EXTENSION IF NOT EXISTS {quote(name)} SCHEMA {quote(schema)} CASCADE"
            )
            _try(owner, text)
    for name, labels in sorted(catalog.enums.items()):
        if _TYPENAME.match(name):
            _try(owner, f"CREATE TYPE {name} AS ENUM ({', '.join(map(_literal, labels))})")
    path = ", ".join(quote(s) for s in sorted(schemas, key=lambda each: each != "public"))
    _try(owner, f"ALTER DATABASE {WORK} SET search_path = {path}")


async def _copy(
    owner: psycopg.Connection,
    reader: Reader,
    table: Table,
    wanted: frozenset[str],
    max_rows: int,
) -> Copied | None:
    kept = [each for each in table.columns if each.name in wanted]
    if not all(_TYPENAME.match(each.type) for each in kept):
        return None
    columns = ", ".join(f"{quote(each.name)} {each.type}" for each in kept)
    if not _try(owner, f"CREATE TEMPORARY TABLE incoming ({columns})"):
        return None
    try:
        rows, share = await _bring(owner, reader, table, kept, max_rows)
        if not _lay_out(owner, table, kept):
            return None
    finally:
        _try(owner, "DROP TABLE incoming")
    for index in table.indexes:
        # One that is of other columns, or of functions that are not here, plays no part.
        if index.valid:
            _try(owner, index.definition)
    _try(owner, f"VACUUM (ANALYZE, FREEZE) {table.full_name}")
    # The estimate of a table that nobody analysed is nothing; what was read tells more.
    of = max(rows, round(table.rows) if share < 1 and table.rows else round(rows / share))
    return Copied(table, rows, of)


async def _bring(
    owner: psycopg.Connection,
    reader: Reader,
    table: Table,
    kept: Sequence[Column],
    max_rows: int,
) -> tuple[int, float]:
    """Copy what is kept into `incoming`; gives the rows, and the share of pages."""
    chunks, share = ranges(table, max_rows)
    names = ", ".join(f"t.{quote(each.name)}::text AS c{n}" for n, each in enumerate(kept))
    rows = 0
    for first, last in chunks:
        found = await reader.rows(
            f"SELECT {MARK} {names or 'NULL AS c0'} FROM ONLY {table.full_name} t "  # noqa: S608
            f"WHERE t.ctid >= '({first},0)'::tid AND t.ctid < '({last},0)'::tid"
        )
        with owner.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN") as out:
            for row in found:
                out.write_row(tuple(row.values()) if kept else ())
        rows += len(found)
        if rows >= max_rows * 1.2:
            break
    return rows, share


def ranges(table: Table, max_rows: int) -> tuple[list[tuple[int, int]], float]:
    """Choose the pages to read: `(first, behind the last)`, and their share of the table."""
    pages = max(table.pages, 1)
    density = max(table.rows / pages, 1.0) if table.rows else 100.0
    step = max(1, int(CHUNK_ROWS / density))
    chunks = [(first, min(first + step, pages)) for first in range(0, pages, step)]
    allowed = max(1, int(max_rows / (step * density)))
    if len(chunks) <= allowed:
        # The table may have grown while it was looked at.
        return [*chunks[:-1], (chunks[-1][0], pages + 64)], 1.0
    taken = [chunks[n * len(chunks) // allowed] for n in range(allowed)]
    return taken, sum(last - first for first, last in taken) / pages


def _lay_out(owner: psycopg.Connection, table: Table, kept: Sequence[Column]) -> bool:
    """Make the table with all its columns, in the order in which rows came."""
    names = {each.name for each in kept}
    parts, types = [], []
    for column in table.columns:
        if column.name in names:
            kind = column.type
            parts.append(f"i.{quote(column.name)}")
        else:
            kind, filler = _filler(column)
            nulls = round(column.nulls * 100)
            parts.append(f"CASE WHEN n %% 100 < {nulls} THEN NULL ELSE {filler} END")
        types.append(f"{quote(column.name)} {kind}")
    select = ", ".join(parts).replace("%%", "%")
    if not _try(owner, f"CREATE TABLE {table.full_name} ({', '.join(types)})"):
        return False
    return _try(
        owner,
        f"INSERT INTO {table.full_name} SELECT {select} FROM "  # noqa: S608 -- quoted names
        "(SELECT row_number() OVER () AS n, incoming.* FROM incoming) i",
    )


# Only what looks like the name of a type gets into SQL.
_TYPENAME = re.compile(r'^[\w ."$]+(?:\([\d, -]+\))?(?: with(?:out)? time zone)?(?:\[\])*$')


def _filler(column: Column) -> tuple[str, str]:
    """Give a type and an expression of the row's number for a column that decides nothing."""
    kind, width = column.type, max(1, min(column.width, MAX_WIDTH))
    text = f"lpad(n::text, {width}, 'x')"
    limit = re.match(r"^character(?: varying)?\((\d+)\)$", kind)
    if limit:
        return kind, f"left({text}, {limit[1]})"
    if kind in {"text", "character varying"}:
        return kind, text
    simple = {
        "smallint": "(n % 32000)::smallint",
        "integer": "n::integer",
        "bigint": "n",
        "real": "n::real",
        "double precision": "n::float8",
        "boolean": "n % 2 = 0",
        "uuid": "md5(n::text)::uuid",
        "date": "DATE '2025-01-01' - (n % 3000)::integer",
        "json": f"to_json({text})",
        "jsonb": f"to_jsonb({text})",
        "bytea": f"convert_to({text}, 'UTF8')",
    }
    if kind in simple:
        return kind, simple[kind]
    if kind.startswith("numeric"):
        return "numeric", "n::numeric"
    if kind.startswith("timestamp") and _TYPENAME.match(kind):
        return kind, f"(TIMESTAMP '2025-01-01' - n * INTERVAL '1 second')::{kind}"
    return "text", text


def _literal(value: str) -> str:
    doubled = value.replace("'", "''")
    # A backslash means itself in any setting of standard_conforming_strings.
    return f" E'{doubled.replace(chr(92), chr(92) * 2)}'" if "\\" in value else f"'{doubled}'"


def _try(owner: psycopg.Connection, sql: str) -> bool:
    import psycopg

    try:
        owner.execute(sql.encode())
    except psycopg.Error:
        return False
    return True


def scale(copies: Iterable[Copied]) -> str:
    """Say at what scale something was proven ("200,000 of 1,300,000 rows of orders")."""
    return ", ".join(
        f"all {each.rows:,} rows of {each.table.name}"
        if each.share >= 1
        else f"{each.rows:,} of about {each.of:,} rows of {each.table.name}"
        for each in copies
    )
