"""Every foreign key of a table with many rows has an index.

Why it matters: Postgres makes no index for a foreign key. Deleting one customer, or changing a
key, then goes through every row of each table that points to it, under locks; so does each
join.

How to fix: make one, without standing in the way of writes:
`CREATE INDEX CONCURRENTLY ON {tables} ({columns});`

References: https://www.postgresql.org/docs/current/ddl-constraints.html
"""

from launchready.checks.api import (
    Database,
    DatabaseSchema,
    Impact,
    Verdicts,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

MANY = 1_000
"""Rows of a table from which on going through all of them is felt (our own choice)."""


class Outcomes:
    """What the check can find."""

    INDEXED = passes("all {keys} foreign keys of tables with 1,000 rows or more have an index")
    NO_INDEX = fails(
        Impact.MEDIUM,
        "{tables} ({rows} rows) has no index for its foreign key {columns} to {target}",
    )
    NONE = not_applicable("there is no foreign key of a table with 1,000 rows or more")


def judge(database: Database, schema: DatabaseSchema) -> Verdicts:
    """Find foreign keys that no index begins with."""
    large = [each for each in schema.foreign_keys if each.rows >= MANY]
    if not large:
        return Outcomes.NONE()
    lacking = [
        Outcomes.NO_INDEX(
            tables=each.table, rows=each.rows, columns=list(each.columns), target=each.target
        ).at(f"{each.table}.{each.name}")
        for each in large
        if not each.indexed
    ]
    return lacking or Outcomes.INDEXED(keys=len(large))
