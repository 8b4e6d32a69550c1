"""Tables, indexes and foreign keys, and how they are used, from the catalogues.

Sizes are the planner's last count: asking for a file's size would take a lock on its table, and
so stand in the way of a migration.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from launchready.database.connection import Reader, Row
from launchready.database.normal import mask_literals
from launchready.facts.database import DatabaseSchema, ForeignKey, IndexState, TableState

MOST = 1_000
"""Tables, indexes and foreign keys that are told."""
BLOCK = 8192

_TABLES = """SELECT c.oid::bigint AS oid, n.nspname || '.' || c.relname AS name, c.relpages,
    c.reltuples, s.n_live_tup, s.n_dead_tup, s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS written,
    COALESCE(s.seq_scan, 0) + COALESCE(s.idx_scan, 0) AS scans,
    s.last_analyze IS NOT NULL OR s.last_autoanalyze IS NOT NULL AS analysed,
    COALESCE((SELECT option_value::bool FROM pg_options_to_table(c.reloptions)
        WHERE option_name = 'autovacuum_enabled'), true) AS autovacuum,
    COALESCE((SELECT option_value::int FROM pg_options_to_table(c.reloptions)
        WHERE option_name = 'fillfactor'), 100) AS fillfactor
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
ORDER BY c.relpages DESC, s.n_live_tup DESC, name LIMIT %s"""
_WIDTHS = """SELECT s.schemaname || '.' || s.tablename AS name,
    sum((1 - s.null_frac) * s.avg_width)::float AS width, count(*) AS columns,
    bool_or(s.null_frac > 0) AS nulls
FROM pg_stats s
WHERE NOT s.inherited AND s.schemaname || '.' || s.tablename = ANY(%s) GROUP BY 1"""
_COLUMNS = """SELECT attrelid::bigint AS oid, count(*) AS columns FROM pg_attribute
WHERE attrelid = ANY(%s) AND attnum > 0 AND NOT attisdropped GROUP BY 1"""
_INDEXES = """SELECT n.nspname || '.' || ic.relname AS name,
    n.nspname || '.' || tc.relname AS table, pg_get_indexdef(i.indexrelid) AS definition,
    ic.relpages, COALESCE(s.idx_scan, 0) AS scans,
    i.indisunique OR i.indisexclusion OR i.indisreplident
        OR EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) AS unique,
    i.indisvalid AND i.indisready AS valid,
    md5(concat_ws('|', i.indrelid, ic.relam, i.indkey, i.indclass, i.indcollation, i.indoption,
        i.indnkeyatts, pg_get_expr(i.indexprs, i.indrelid), '#',
        pg_get_expr(i.indpred, i.indrelid))) AS form
FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class tc ON tc.oid = i.indrelid JOIN pg_namespace n ON n.oid = tc.relnamespace
LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.indexrelid
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'
    AND tc.relkind IN ('r', 'm') AND tc.relpersistence <> 't'
ORDER BY ic.relpages DESC, name LIMIT %s"""
_KEYS = """SELECT k.conname::text AS name, n.nspname || '.' || c.relname AS table,
    fn.nspname || '.' || f.relname AS target, COALESCE(s.n_live_tup, 0) AS rows,
    ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (num, pos)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.pos)
        AS columns,
    EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid
            AND i.indpred IS NULL
            AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
    ) AS indexed
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_namespace fn ON fn.oid = f.relnamespace
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY c.relpages DESC, name LIMIT %s"""
_SINCE = """SELECT stats_reset AS since, (SELECT count(*) FROM pg_stat_replication) AS standbys
FROM pg_stat_database WHERE datname = current_database()"""


async def read_schema(reader: Reader) -> DatabaseSchema:
    """Look at the product's tables, indexes and foreign keys once.

    Raises:
        CannotSee: they could not be read.
    """
    async with reader.transaction() as read:
        tables = await read.rows(_TABLES, (MOST,))
        widths = await read.rows(_WIDTHS, ([row["name"] for row in tables],))
        columns = await read.rows(_COLUMNS, ([row["oid"] for row in tables],))
        indexes = await read.rows(_INDEXES, (MOST,))
        keys = await read.rows(_KEYS, (MOST,))
        (since,) = await read.rows(_SINCE)
    by_name = {row["name"]: row for row in widths}
    counted = {row["oid"]: row["columns"] for row in columns}
    return DatabaseSchema(
        tables=tuple(
            _table(row, by_name.get(row["name"]), counted.get(row["oid"], 0)) for row in tables
        ),
        indexes=_indexes(indexes),
        foreign_keys=tuple(
            ForeignKey(
                row["name"],
                row["table"],
                tuple(row["columns"]),
                row["target"],
                row["indexed"],
                row["rows"],
            )
            for row in keys
        ),
        since=since["since"].astimezone(UTC).replace(microsecond=0) if since["since"] else None,
        standbys=since["standbys"],
    )


def _table(row: Row, widths: Row | None, columns: int) -> TableState:
    counted = row["reltuples"] >= 0
    return TableState(
        name=row["name"],
        rows=max(row["n_live_tup"], round(row["reltuples"]), 0),
        dead=row["n_dead_tup"],
        written=row["written"],
        scans=row["scans"],
        octets=row["relpages"] * BLOCK,
        wasted=_wasted(row, widths, columns) if counted else None,
        analysed=row["analysed"] or counted,
        autovacuum=row["autovacuum"],
    )


def _wasted(row: Row, widths: Row | None, columns: int) -> int | None:
    """Estimate what of a table's file holds no row, from the widths that ANALYZE saw.

    A row has a pointer of 4 octets, a header of 23, a bit for each column where one is NULL,
    and its values; header and values end at multiples of 8 (Postgres documentation, 73.6).
    """
    if widths is None or widths["columns"] < columns or row["reltuples"] <= 0:
        return None
    header = _aligned(23 + (columns + 7) // 8 if widths["nulls"] else 23)
    # Each value may be padded to its own alignment: 2 octets on average is generous.
    values = _aligned(widths["width"] + 2 * columns)
    room = (BLOCK - 24) * int(row["fillfactor"]) / 100
    pages = float(row["reltuples"]) / max(room // (4 + header + values), 1)
    return max(round((int(row["relpages"]) - pages) * BLOCK), 0)


def _aligned(octets: float) -> int:
    return int(-(-octets // 8) * 8)


def _indexes(rows: list[Row]) -> tuple[IndexState, ...]:
    """Name the twin of each index that has one; the one that must stay is nobody's twin."""
    first: dict[Any, str] = {}
    for row in sorted(rows, key=lambda each: (not each["unique"], each["name"])):
        if row["valid"]:
            first.setdefault(row["form"], row["name"])
    return tuple(
        IndexState(
            name=row["name"],
            table=row["table"],
            definition=mask_literals(row["definition"])[:300],
            octets=row["relpages"] * BLOCK,
            scans=row["scans"],
            unique=row["unique"],
            valid=row["valid"],
            same_as=_twin(row, first),
        )
        for row in rows
    )


def _twin(row: Row, first: dict[Any, str]) -> str:
    twin = first.get(row["form"], "")
    return "" if twin == row["name"] or row["unique"] or not row["valid"] else twin
