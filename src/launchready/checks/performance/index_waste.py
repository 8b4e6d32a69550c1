"""No index costs writes without serving anything.

An index counts as unused where its table was read a thousand times and written ten thousand
times since statistics began, and nobody went by the index.

Why it matters: each index is written with every row. One that is broken, doubled or unused
makes every write slower and every backup larger, and a broken one looks as if it were there.

How to fix: `DROP INDEX CONCURRENTLY {index};` One that failed to be made is made anew by
`REINDEX INDEX CONCURRENTLY {index};` after its cause is gone.

References: https://www.postgresql.org/docs/current/sql-createindex.html
"""

from launchready.checks.api import (
    Database,
    DatabaseSchema,
    Impact,
    IndexState,
    TableState,
    Verdict,
    Verdicts,
    fails,
    passes,
)

EFFORT_HOURS = 0.5

READ, WRITTEN = 1_000, 10_000
"""Uses of a table from which on an index that nobody went by is unused (our own choice)."""
OCTETS = 1024 * 1024
"""Size of an index below which it costs next to nothing."""


class Outcomes:
    """What the check can find."""

    USEFUL = passes("none of {count} indexes is broken, doubled, or unused under load")
    INVALID = fails(
        Impact.MEDIUM, "{index} failed to be made: it is written and serves nothing"
    )
    DOUBLED = fails(Impact.LOW, "{index} is the same as {other}")
    UNUSED = fails(
        Impact.LOW,
        "nobody went by {index} ({megabytes} MB) in {scans} readings of {table} since {since}",
    )


def judge(database: Database, schema: DatabaseSchema) -> Verdicts:
    """Judge each index; what is well is told once."""
    tables = {each.name: each for each in schema.tables}
    since = f"{schema.since:%Y-%m-%d}" if schema.since else "statistics began"
    found = []
    for index in schema.indexes:
        verdict = _of_index(index, tables.get(index.table), since, schema.standbys)
        if verdict is not None:
            found.append(verdict.at(index.name))
    return found or Outcomes.USEFUL(count=len(schema.indexes))


def _of_index(
    index: IndexState, table: TableState | None, since: str, standbys: int
) -> Verdict | None:
    if not index.valid:
        return Outcomes.INVALID(index=index.name, definition=index.definition)
    if index.same_as:
        return Outcomes.DOUBLED(
            index=index.name, other=index.same_as, definition=index.definition
        )
    # A standby may go by what nobody uses here.
    if index.unique or index.scans or index.octets < OCTETS or standbys or table is None:
        return None
    if table.scans < READ or table.written < WRITTEN:
        return None
    return Outcomes.UNUSED(
        index=index.name,
        megabytes=round(index.octets / OCTETS),
        scans=table.scans,
        table=table.name,
        since=since,
        definition=index.definition,
    )
