"""What a statement asks of each table: by which columns it finds, joins and sorts rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct


class How(StrEnum):
    """How rows are found by a key."""

    EQUAL = "equal"
    """By one value or a list of them."""
    RANGE_UP = "range-up"
    """From a value on upwards."""
    RANGE_DOWN = "range-down"
    BETWEEN = "between"
    PREFIX = "prefix"
    """By how a text begins."""
    INSIDE = "inside"
    """By what stands anywhere in a text: a pattern that begins with a wildcard."""
    PATTERN = "pattern"
    """By a pattern that nobody knows."""
    CONTAINS = "contains"
    """By what a document or list contains."""
    JOIN = "join"
    """By a column of another table."""


class Key(Struct, frozen=True):
    """A column, or an expression of one table's columns.

    Attributes:
        sql: as an index names it, without the table.
        columns: that it reads.
        expression: it is more than a column.
    """

    sql: str
    columns: frozenset[str]
    expression: bool = False


class SortKey(Struct, frozen=True):
    """A key that rows are sorted by; its direction as an index would have it ("", " DESC")."""

    key: Key
    direction: str = ""


class Condition(Struct, frozen=True):
    """One condition that narrows a table's rows down."""

    key: Key
    how: How


@dataclass(slots=True)
class Need:
    """What a statement asks of one table.

    Attributes:
        schema: "" where the statement names none; table: its name.
        conditions: that hold together.
        either: groups of conditions of which one must hold.
        constant: conditions without values, as SQL, with the columns that they read.
        sorts: what the result is sorted by, where all of it is of this table.
        tested: columns whose values matter (conditions, joins, sorting, grouping).
        used: every column that is read; None where it is all of them.
    """

    schema: str
    table: str
    conditions: list[Condition] = field(default_factory=list)
    either: list[tuple[Condition, ...]] = field(default_factory=list)
    constant: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    sorts: tuple[SortKey, ...] = ()
    tested: set[str] = field(default_factory=set)
    used: set[str] | None = field(default_factory=set)


class Bound(Struct, frozen=True):
    """Where a value of a statement stands.

    Attributes:
        need: number of the table in `Needs.tables`.
        key: what it is compared with; how: in what way.
        many: it is a list.
    """

    need: int
    key: Key
    how: How
    many: bool = False


@dataclass(slots=True)
class Needs:
    """What a statement asks of the database.

    Attributes:
        verb: "select", "update" or "delete".
        tables: one for each time a table is named.
        values: where `$n` stands; a number that is missing stands where nothing is known of it.
        limits, offsets: numbers of values that say how many rows are wanted, or skipped.
        places: the highest number.
    """

    verb: str
    tables: list[Need] = field(default_factory=list)
    values: dict[int, Bound] = field(default_factory=dict)
    limits: set[int] = field(default_factory=set)
    offsets: set[int] = field(default_factory=set)
    places: int = 0
