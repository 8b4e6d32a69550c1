"""What is asked of a database's catalogue: the same of the source and of what was restored."""

from __future__ import annotations

from psycopg import sql


def _ours(catalog: str, oid: str) -> sql.Composed:
    """Leave out what is the system's or an extension's: a dump leaves both out."""
    return sql.SQL(
        "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT EXISTS ("
        "SELECT FROM pg_depend e WHERE e.classid = {}::regclass AND e.objid = {}.oid "
        "AND e.deptype = 'e')"
    ).format(sql.Literal(catalog), sql.Identifier(oid))


_CLASS, _OF_CLASS, _ROUTINE = (
    _ours("pg_class", "c"),
    _ours("pg_class", "r"),
    _ours("pg_proc", "p"),
)

DATABASE = sql.SQL(
    "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database "
    "WHERE datname = current_database()"
)
EXTENSIONS = sql.SQL(
    "SELECT e.extname, n.nspname FROM pg_extension e "
    "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'"
)
TABLES = sql.SQL(
    "SELECT n.nspname, c.relname, CASE WHEN a.amname = 'heap' THEN "
    "pg_relation_size(c.oid) / current_setting('block_size')::int ELSE 0 END "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "LEFT JOIN pg_am a ON a.oid = c.relam "
    "WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' "
    "AND (c.relkind = 'r' OR c.relispopulated) AND {} ORDER BY 1, 2 LIMIT 20001"
).format(_CLASS)
MOMENTS = sql.SQL(
    "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = "
    "(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relname = %s) AND a.attnum > 0 AND NOT a.attisdropped "
    "AND a.atttypid = 'timestamptz'::regtype ORDER BY a.attnum LIMIT 16"
)
"""Columns that hold a moment, of which the newest says how far the rows reach."""
SEQUENCES = sql.SQL(
    "SELECT n.nspname, c.relname, s.seqincrement, tn.nspname, t.relname, a.attname "
    "FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid "
    "AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') "
    "AND d.refobjsubid > 0 "
    "LEFT JOIN pg_class t ON t.oid = d.refobjid "
    "LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace "
    "LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
    "WHERE c.relpersistence <> 't' AND {} ORDER BY 1, 2"
).format(_CLASS)
GROWING_KEY = sql.SQL(
    "SELECT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
    "WHERE i.indisprimary AND i.indnkeyatts = 1 AND n.nspname = %s AND c.relname = %s "
    "AND a.atttypid = ANY ('{int2,int4,int8,timestamptz}'::regtype[])"
)
"""The one column of a primary key that can be told to grow."""
BLOBS = sql.SQL(
    "SELECT sum(('x' || substr(md5(o::text || ':' || {at}::text || ':' || md5(d)), 1, 16))"
    "::bit(64)::bigint), bool_or(length(d) = {size}) FROM (SELECT oid AS o, "
    "lo_get(oid, {at}, {size}) AS d FROM pg_largeobject_metadata OFFSET 0) AS piece"
)
CONSTRAINTS = sql.SQL(
    "SELECT n.nspname || '.' || r.relname || ': ' || k.conname, pg_get_constraintdef(k.oid) "
    "FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid "
    "JOIN pg_namespace n ON n.oid = r.relnamespace "
    "WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND {}"
).format(_OF_CLASS)
INDEXES = sql.SQL(
    "SELECT n.nspname || '.' || c.relname, pg_get_indexdef(i.indexrelid) || "
    "CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END "
    "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_class r ON r.oid = i.indrelid WHERE r.relkind <> 't' AND {}"
).format(_OF_CLASS)
OBJECTS = sql.SQL(
    "SELECT 'view ' || n.nspname || '.' || c.relname, '' FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('v', 'm') AND {of_class} "
    "UNION ALL SELECT 'routine ' || n.nspname || '.' || p.proname || '(' || "
    "pg_get_function_identity_arguments(p.oid) || ')', md5(p.prosrc) FROM pg_proc p "
    "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {of_routine} "
    "UNION ALL SELECT 'trigger ' || n.nspname || '.' || c.relname || ': ' || t.tgname, "
    "t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND {of_class} "
    "UNION ALL SELECT 'policy ' || n.nspname || '.' || c.relname || ': ' || q.polname, '' "
    "FROM pg_policy q JOIN pg_class c ON c.oid = q.polrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {of_class}"
).format(of_class=_CLASS, of_routine=_ROUTINE)
ROLES = sql.SQL(
    "SELECT DISTINCT u.rolname, u.rolsuper FROM pg_roles u JOIN ("
    "SELECT c.relowner AS o FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE {of_class} "
    "UNION SELECT (aclexplode(c.relacl)).grantee FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {of_class} "
    "UNION SELECT p.proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE {of_routine} "
    "UNION SELECT n.nspowner FROM pg_namespace n WHERE n.nspname NOT LIKE 'pg\\_%' "
    "AND n.nspname NOT IN ('information_schema', 'public') "
    "UNION SELECT unnest(q.polroles) FROM pg_policy q) AS used ON used.o = u.oid"
).format(of_class=_CLASS, of_routine=_ROUTINE)
"""Who owns something or was granted something, and whether as a superuser."""
