"""The database cleans up after itself, and its planner knows the tables.

Why it matters: without vacuum, tables grow with rows that are long gone, statements get slower
week by week, and in the end the server stops taking writes. Without statistics, the planner
guesses, and a statement that was quick yesterday takes a minute.

How to fix: switch autovacuum on, for the server and for each table (`ALTER TABLE {tables} RESET
(autovacuum_enabled)`), run `VACUUM (ANALYZE)` once, and end transactions that stand open for
hours, which keep vacuum from its work.

References: https://www.postgresql.org/docs/current/routine-vacuuming.html
"""

from launchready.checks.api import (
    Database,
    DatabaseSchema,
    DatabaseServer,
    Impact,
    TableState,
    Verdict,
    Verdicts,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

SMALL = 1_000
"""Rows of a table below which none of this matters."""
SCALE, BASE = 0.2, 50
"""Autovacuum begins at 50 rows and a fifth of the table that are dead (Postgres' defaults)."""
BEHIND = 3
"""Times that, from which on autovacuum does not keep up (our own choice)."""
AGE = "transaction ids"
"""What a verdict about the age of the database is about."""
WASTE_SHARE, WASTE_OCTETS = 0.5, 100 * 1024 * 1024
"""Share of a table's file, and size, from which on an estimate of waste is worth telling."""


class Outcomes:
    """What the check can find."""

    KEPT = passes("autovacuum runs, and {tables} tables are cleaned up and analysed")
    OFF = fails(
        Impact.HIGH,
        "autovacuum, or the counting that it needs, is switched off",
        fix="Set `autovacuum = on` and `track_counts = on`, and reload the server.",
    )
    WRAPAROUND = fails(
        Impact.BLOCKER,
        "{age} transactions since the oldest that must be remembered: at 2,146 million the "
        "server takes no more writes",
        fix="Find what keeps vacuum from freezing (open transactions, prepared transactions, "
        "replication slots), end it, and run `VACUUM (FREEZE)`.",
    )
    AGEING = fails(
        Impact.HIGH,
        "{age} transactions since the oldest that must be remembered, twice the limit at which "
        "autovacuum freezes: it does not get to it",
        fix="Find what keeps vacuum from freezing (open transactions, prepared transactions, "
        "replication slots), end it, and run `VACUUM (FREEZE)`.",
    )
    TABLE_OFF = fails(Impact.MEDIUM, "autovacuum is switched off for {tables}")
    DEAD = fails(
        Impact.MEDIUM, "{dead} dead rows beside {rows} in {tables}: autovacuum is far behind"
    )
    NEVER_ANALYSED = fails(
        Impact.MEDIUM,
        "the planner knows nothing of {tables} ({rows} rows)",
        fix="Run `ANALYZE {tables}`.",
    )
    BLOATED = fails(
        Impact.LOW,
        "about {wasted} of {size} MB of {tables} hold nothing",
        fix="Run `VACUUM FULL {tables}` in a maintenance window, or pg_repack beside the "
        "running product.",
    )


def judge(database: Database, server: DatabaseServer, schema: DatabaseSchema) -> Verdicts:
    """Judge the server, then each table that is worth it; what is well is told once."""
    verdicts = [*_of_server(server), *_of_tables(schema.tables)]
    return verdicts or Outcomes.KEPT(tables=len(schema.tables))


def _of_server(server: DatabaseServer) -> list[Verdict]:
    found = []
    if not server.autovacuum:
        found.append(Outcomes.OFF())
    age = max(server.age, server.multixact_age)
    if age >= server.failsafe_age:
        found.append(Outcomes.WRAPAROUND(age=age).at(AGE))
    elif age >= 2 * server.freeze_age:
        found.append(Outcomes.AGEING(age=age).at(AGE))
    return found


def _of_tables(tables: tuple[TableState, ...]) -> list[Verdict]:
    found = []
    for table in tables:
        verdict = _of_table(table)
        if verdict is not None:
            found.append(verdict.at(table.name))
    return found


def _of_table(table: TableState) -> Verdict | None:
    """Say the worst about one table."""
    many = table.rows + table.dead >= SMALL
    if not table.autovacuum and many:
        return Outcomes.TABLE_OFF(tables=table.name, rows=table.rows, dead=table.dead)
    if many and table.dead > BEHIND * (BASE + SCALE * table.rows):
        return Outcomes.DEAD(tables=table.name, rows=table.rows, dead=table.dead)
    if not table.analysed and many:
        return Outcomes.NEVER_ANALYSED(tables=table.name, rows=table.rows)
    wasted = table.wasted or 0
    if wasted >= WASTE_OCTETS and wasted >= WASTE_SHARE * table.octets:
        return Outcomes.BLOATED(
            tables=table.name, wasted=wasted // 1024**2, size=table.octets // 1024**2
        )
    return None
