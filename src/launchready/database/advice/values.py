"""Values to run a statement with, where pg_stat_statements kept none: those of real rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from launchready.database.advice.catalog import Table
from launchready.database.advice.needs import Bound, How, Needs
from launchready.facts.base import CannotSee

if TYPE_CHECKING:
    import psycopg

SETS = 4
"""How many sets of values a statement is tried with."""
LISTED = 10
"""Values of a list whose length nobody knows."""
LIMIT = 50
"""Rows that a LIMIT asks for, where the statistics do not tell how many come."""
_DOWN = frozenset({How.RANGE_DOWN})

Values = tuple[object, ...]


class Typical(Struct, frozen=True):
    """What statistics tell of a statement: rows that one run gives, None where nobody knows."""

    rows: float | None = None


def choose_values(
    prover: psycopg.Connection,
    needs: Needs,
    tables: Sequence[Table],
    typical: Typical,
) -> list[Values]:
    """Choose some sets of values, each of rows that are there.

    Values of one table come from one row, so that its conditions meet.  A range begins where
    the table's last twentieth does in half of the sets, and at its middle in the others.

    Args:
        prover: the copy.
        needs: what stands where.
        tables: those of `needs.tables`.
        typical: how many rows come.

    Returns:
        Sets of texts and tuples of texts, `$1` first; a single empty one for no places.

    Raises:
        CannotSee: nobody knows what stands for one of them.
    """
    for place in range(1, needs.places + 1):
        if place not in {*needs.values, *needs.limits, *needs.offsets}:
            raise CannotSee(
                f"nobody knows what stands for ${place}: give the statement with its values "
                "(--statement)"
            )
    if not needs.places:
        return [()]
    sets = []
    for number in range(SETS):
        rows = [_row(prover, needs, index, table, number) for index, table in enumerate(tables)]
        values: list[object] = []
        for place in range(1, needs.places + 1):
            if place in needs.limits:
                values.append(str(_limit(typical)))
            elif place in needs.offsets:
                values.append("0")
            else:
                values.append(rows[needs.values[place].need].get(place))
        if None not in values:
            sets.append(tuple(values))
    if not sets:
        raise CannotSee("its tables hold no row to take values from")
    return list(dict.fromkeys(sets))


def _limit(typical: Typical) -> int:
    rows = typical.rows or 0
    return max(1, min(round(rows), 1_000)) if rows >= 1 else LIMIT


def _row(
    prover: psycopg.Connection, needs: Needs, index: int, table: Table, number: int
) -> dict[int, object]:
    """Take the values that stand for one table's conditions from one of its rows."""
    bound = {place: each for place, each in needs.values.items() if each.need == index}
    if not bound:
        return {}
    # The order is as good as random, and the same each time.
    salt = f"md5(ctid::text || '{number}')"
    places = sorted(bound)
    keys = [_sql(bound[place]) for place in places]
    narrow = " AND ".join(f"{key} IS NOT NULL" for key in dict.fromkeys(keys))
    row = prover.execute(
        f"SELECT {', '.join(f'{key}::text' for key in keys)} FROM {table.full_name} "  # noqa: S608
        f"WHERE {narrow} ORDER BY {salt} LIMIT 1".encode()
    ).fetchone()
    if row is None:
        return dict.fromkeys(places)
    found: dict[int, object] = {}
    seen: dict[tuple[str, How], int] = {}
    for place, value in zip(places, row, strict=True):
        each = bound[place]
        if each.many:
            found[place] = _several(prover, table, each, salt)
            continue
        # `IN ($1, $2)` and `BETWEEN $1 AND $2` want different values of one key.
        nth = seen[_sql(each), each.how] = seen.get((_sql(each), each.how), -1) + 1
        found[place] = _shifted(prover, table, each, value, (nth, number))
    return found


def _shifted(
    prover: psycopg.Connection, table: Table, each: Bound, value: str, which: tuple[int, int]
) -> object:
    """Give the value for a condition: that of the row, or one at the edge of all.

    Args:
        prover: the copy.
        table: whose.
        each: where it stands.
        value: the row's.
        which: the number among those of one key, and of the set.
    """
    nth, number = which
    key = _sql(each)
    late = number % 2 == 0
    if each.how in {How.RANGE_UP, How.RANGE_DOWN}:
        edge = 0.05 if each.how in _DOWN else 0.95
        return _quantile(prover, table, key, edge if late else 0.5)
    if each.how is How.BETWEEN:
        begin = 0.9 if late else 0.45
        return _quantile(prover, table, key, begin + (0.05 if nth else 0.0))
    if each.how in {How.PATTERN, How.PREFIX}:
        # Nobody knows which; a proof holds for both or not at all.
        return f"%{_bare(value)}%" if not late else f"{_bare(value)}%"
    if each.how is How.INSIDE:
        return f"%{_bare(value)}%"
    if nth:
        others = _several(prover, table, each, f"md5(ctid::text || 'of {number}')")
        return others[nth % len(others)] if others else value
    return value


def _bare(value: str) -> str:
    """Take the middle of a text, as somebody who searches would type."""
    middle = value[: min(len(value), 6)]
    return middle.replace("\\", "").replace("%", "").replace("_", "")


def _several(
    prover: psycopg.Connection, table: Table, each: Bound, salt: str
) -> tuple[str, ...]:
    key = _sql(each)
    rows = prover.execute(
        f"SELECT {key}::text FROM {table.full_name} WHERE {key} IS NOT NULL "  # noqa: S608
        f"ORDER BY {salt} LIMIT {LISTED}".encode()
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def _quantile(prover: psycopg.Connection, table: Table, key: str, share: float) -> object:
    row = prover.execute(
        f"SELECT (percentile_disc({share}) WITHIN GROUP (ORDER BY {key}))::text "  # noqa: S608
        f"FROM {table.full_name}".encode()
    ).fetchone()
    return row[0] if row else None


def _sql(each: Bound) -> str:
    return f"({each.key.sql})" if each.key.expression else each.key.sql
