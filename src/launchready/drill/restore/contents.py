"""What a database holds, in a few numbers for each table: pure values, made by `reading`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class Table(Struct, frozen=True):
    """One table's rows.

    Attributes:
        rows: how many; digest: two sums over all of them, whatever their order.
        newest: latest moment not in the future in any of its columns with a time zone.
    """

    rows: int
    digest: tuple[int, int]
    newest: datetime | None = None

    def __add__(self, other: Table) -> Table:
        """Give both parts of a table as one."""
        (first, second), (third, fourth) = self.digest, other.digest
        newest = max((m for m in (self.newest, other.newest) if m), default=None)
        return Table(self.rows + other.rows, (first + third, second + fourth), newest)


class Sequence(Struct, frozen=True):
    """One sequence.

    Attributes:
        following: what it gives next.
        step: how far it goes each time.
        highest: largest value of the column that it fills; None for no such column.
    """

    following: int
    step: int
    highest: int | None = None

    @property
    def behind(self) -> bool:
        """Say whether its next value is taken already."""
        if self.highest is None:
            return False
        ahead = self.following > self.highest
        return not ahead if self.step > 0 else False


class Contents(Struct, frozen=True):
    """What a database holds.

    Attributes:
        version: of the server, as 150004; encoding: of the database.
        tables: by name, with schema; sequences: likewise.
        constraints, indexes, objects: names, each with its definition or "".
        extensions: names, each with its schema.
        roles: that own something or were granted something, and whether each is a superuser.
        blobs: how many large objects, and their digest.
        collate, ctype: locale of the database.
    """

    version: int
    encoding: str
    collate: str
    ctype: str
    tables: Mapping[str, Table]
    sequences: Mapping[str, Sequence]
    constraints: Mapping[str, str]
    indexes: Mapping[str, str]
    objects: Mapping[str, str]
    extensions: Mapping[str, str]
    roles: Mapping[str, bool]
    blobs: tuple[int, str]

    @property
    def newest(self) -> datetime | None:
        """Give the latest moment that any table speaks of."""
        return max((t.newest for t in self.tables.values() if t.newest), default=None)

    @property
    def rows(self) -> int:
        """Give the number of rows altogether."""
        return sum(table.rows for table in self.tables.values())
