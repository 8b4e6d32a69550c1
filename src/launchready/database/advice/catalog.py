"""What the product's catalogue says of tables: columns, indexes, sizes, writes."""

# ruff: noqa: S608 -- nothing but MARK, a constant, is put into these texts

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from launchready.database.connection import MARK, Reader, Row
from launchready.facts.base import CannotSee

FEWEST_WRITES = 20
"""Rows below which nobody can say how often a table is written to."""
MAX_TABLES = 60
"""Tables that are looked at in one run."""
SETTINGS = (
    "default_statistics_target", "effective_cache_size", "effective_io_concurrency",
    "enable_bitmapscan", "enable_hashjoin", "enable_indexscan", "enable_mergejoin",
    "enable_nestloop", "enable_seqscan", "enable_sort", "jit", "jit_above_cost",
    "max_parallel_workers_per_gather", "min_parallel_table_scan_size", "random_page_cost",
    "seq_page_cost", "cpu_tuple_cost", "cpu_index_tuple_cost", "cpu_operator_cost", "work_mem",
    "from_collapse_limit", "join_collapse_limit", "TimeZone", "DateStyle", "IntervalStyle",
)  # fmt: skip
"""What decides over plans: the copy has them as the product has."""


class Column(Struct, frozen=True):
    """A column: its type as SQL, average octets, share of nulls."""

    name: str
    type: str
    width: int = 8
    nulls: float = 0.0


class Index(Struct, frozen=True):
    """An index that is there.

    Attributes:
        name: its own; keys: as SQL, in order, with direction and operator class where they are
            not the usual ones; include: further columns; where: of a partial one, or "".
        method: "btree", "gin" and so on; unique: it forbids twins; valid: it is used.
        columns: that it reads; definition: as the server writes it.
    """

    name: str
    keys: tuple[str, ...]
    method: str = "btree"
    unique: bool = False
    valid: bool = True
    where: str = ""
    columns: frozenset[str] = frozenset()
    definition: str = ""
    include: tuple[str, ...] = ()


class Table(Struct, frozen=True):
    """A table.

    Attributes:
        schema, name: where it is.
        columns: in order; indexes: those that are there.
        rows: by the server's estimate; pages: of 8 kB.
    """

    schema: str
    name: str
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...] = ()
    rows: float = 0.0
    pages: int = 0

    @property
    def full_name(self) -> str:
        """Give schema and name, as SQL writes them."""
        return f"{quote(self.schema)}.{quote(self.name)}"

    def column(self, name: str) -> Column | None:
        """Find a column."""
        return next((each for each in self.columns if each.name == name), None)


class Catalog(Struct, frozen=True):
    """The part of a database that some statements need.

    Attributes:
        tables: by schema and name.
        unseen: why a table is not among them, by what the statement calls it.
        settings: of the planner, by name.
        collate, ctype: locales of the database.
        extensions: name and schema of those that are there.
        enums: labels of each enumerated type, by its name as SQL writes it.
    """

    tables: dict[tuple[str, str], Table]
    unseen: dict[tuple[str, str], str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    collate: str = "C"
    ctype: str = "C"
    extensions: dict[str, str] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def resolve(self, schema: str, name: str) -> Table | None:
        """Find the table that a statement means: any schema's where it names none."""
        if schema:
            return self.tables.get((schema, name))
        found = [each for each in self.tables.values() if each.name == name]
        return next((each for each in found if each.schema == "public"), None) or (
            found[0] if len(found) == 1 else None
        )


def quote(name: str) -> str:
    """Write a name as SQL, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


async def read_catalog(reader: Reader, named: Iterable[tuple[str, str]]) -> Catalog:
    """Read what some tables are like.

    Args:
        reader: the product's database.
        named: schema ("" for any) and name of each.

    Raises:
        CannotSee: the catalogue could not be read.
    """
    wanted = sorted(set(named))[:MAX_TABLES]
    rows = await reader.rows(
        f"""SELECT {MARK} c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name,
            c.relkind::text AS kind, greatest(c.reltuples, 0)::float8 AS rows,
            (pg_relation_size(c.oid) / current_setting('block_size')::int)::bigint AS pages,
            has_table_privilege(c.oid, 'SELECT') AS readable, c.relrowsecurity AS guarded
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = ANY(%s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            AND n.nspname NOT LIKE 'pg\\_temp\\_%%'""",
        ([name for _, name in wanted],),
    )
    tables: dict[tuple[str, str], Table] = {}
    unseen: dict[tuple[str, str], str] = {}
    types: set[str] = set()
    for row in rows:
        place = (row["schema"], row["name"])
        why = _unfit(row)
        if why:
            unseen[place] = unseen["", place[1]] = why
            continue
        tables[place] = await _table(reader, row)
        types |= {each.type for each in tables[place].columns}
    for place in wanted:
        if not any(name == place[1] and place[0] in {"", schema} for schema, name in tables):
            unseen.setdefault(place, "there is no such table")
    told = await reader.rows(
        f"""SELECT {MARK} datcollate AS collate, datctype AS ctype
        FROM pg_database WHERE datname = current_database()"""
    )
    settings = await reader.rows(
        f"SELECT {MARK} name, current_setting(name) AS value FROM pg_settings "
        "WHERE name = ANY(%s)",
        (list(SETTINGS),),
    )
    extensions = await reader.rows(
        f"""SELECT {MARK} e.extname AS name, n.nspname AS schema
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"""
    )
    return Catalog(
        tables,
        unseen,
        {row["name"]: row["value"] for row in settings},
        told[0]["collate"],
        told[0]["ctype"],
        {row["name"]: row["schema"] for row in extensions},
        await _enums(reader, types),
    )


class Written(Struct, frozen=True):
    """How many rows were written to each table so far, at a moment.

    Attributes:
        rows: inserted, changed and deleted, by schema and name.
        at: seconds of the server's clock.
    """

    rows: dict[tuple[str, str], int]
    at: float

    def per_second(self, before: Written) -> dict[tuple[str, str], float]:
        """Give rows written in a second since an earlier moment; few rows are chance."""
        seconds = max(self.at - before.at, 0.1)
        return {
            place: added / seconds
            for place, rows in self.rows.items()
            if (added := rows - before.rows.get(place, rows)) >= FEWEST_WRITES
        }


async def read_written(reader: Reader, tables: Iterable[tuple[str, str]]) -> Written:
    """Read the counters of writes.

    Raises:
        CannotSee: they could not be read.
    """
    wanted = set(tables)
    rows = await reader.rows(
        f"""SELECT {MARK} schemaname AS schema, relname AS name,
            (n_tup_ins + n_tup_upd + n_tup_del)::bigint AS written,
            extract(epoch FROM clock_timestamp())::float8 AS at
        FROM pg_stat_user_tables WHERE relname = ANY(%s)""",
        ([name for _, name in wanted],),
    )
    found = {(row["schema"], row["name"]): int(row["written"]) for row in rows}
    at = max((float(row["at"]) for row in rows), default=0.0)
    return Written({place: found[place] for place in wanted if place in found}, at)


def _unfit(row: Row) -> str:
    kinds = {"p": "is partitioned", "v": "is a view", "m": "is a materialised view",
             "f": "is another server's"}  # fmt: skip
    if row["kind"] in kinds:
        return f"{row['name']} {kinds[row['kind']]}, which is not copied"
    if not row["readable"]:
        return f"the role may not read {row['name']}: GRANT SELECT (docs/database.md)"
    if row["guarded"]:
        return f"rows of {row['name']} are hidden from the role by row-level security"
    return ""


async def _table(reader: Reader, row: Row) -> Table:
    columns = await reader.rows(
        f"""SELECT {MARK} a.attname AS name,
            CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
                ELSE format_type(a.atttypid, a.atttypmod) END AS type,
            coalesce(s.avg_width, 8)::int AS width, coalesce(s.null_frac, 0)::float8 AS nulls
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_stats s ON s.schemaname = %s AND s.tablename = %s
            AND s.attname = a.attname AND NOT s.inherited
        WHERE a.attrelid = %s::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum""",
        (row["schema"], row["name"], row["oid"]),
    )
    indexes = await reader.rows(
        f"""SELECT {MARK} c.relname AS name, m.amname AS method, i.indisunique AS twins,
            i.indisvalid AND i.indisready AS valid,
            coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS "where",
            pg_get_indexdef(i.indexrelid) AS definition, i.indnkeyatts AS keys,
            ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)
                || CASE WHEN k > i.indnkeyatts THEN '' ELSE
                    CASE i.indoption[k - 1] WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN
                        ' NULLS FIRST' WHEN 3 THEN ' DESC' ELSE '' END
                    || CASE WHEN o.opcdefault THEN '' ELSE ' ' || o.opcname END END
                FROM generate_series(1, i.indnatts) k
                LEFT JOIN pg_opclass o ON k <= i.indnkeyatts AND o.oid = i.indclass[k - 1]
                ORDER BY k) AS parts,
            ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend d JOIN pg_attribute a
                ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
                UNION SELECT a.attname::text FROM pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)) AS columns
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
        WHERE i.indrelid = %s::bigint::oid ORDER BY c.relname""",
        (row["oid"],),
    )
    return Table(
        row["schema"],
        row["name"],
        tuple(Column(c["name"], c["type"], c["width"], c["nulls"]) for c in columns),
        tuple(_index(each) for each in indexes),
        row["rows"],
        row["pages"],
    )


def _index(row: Row) -> Index:
    parts, count = row["parts"], row["keys"]
    return Index(
        row["name"],
        tuple(parts[:count]),
        row["method"],
        row["twins"],
        row["valid"],
        row["where"],
        frozenset(row["columns"]),
        row["definition"],
        tuple(parts[count:]),
    )


async def _enums(reader: Reader, types: set[str]) -> dict[str, tuple[str, ...]]:
    rows = await reader.rows(
        f"""SELECT {MARK} format_type(t.oid, NULL) AS name,
            array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
        FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid"""
    )
    plain = {each.removesuffix("[]") for each in types}
    return {row["name"]: tuple(row["labels"]) for row in rows if row["name"] in plain}


def refuse(catalog: Catalog, named: Iterable[tuple[str, str]]) -> None:
    """See that every table of a statement is there to be copied.

    Raises:
        CannotSee: one is not.
    """
    for place in sorted(named):
        if catalog.resolve(*place) is None:
            raise CannotSee(catalog.unseen.get(place, f"{place[1]} could be several tables"))
