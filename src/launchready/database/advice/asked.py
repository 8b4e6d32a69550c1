"""Statements to look at, and what each asks of which table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import Struct

from launchready.database.advice.catalog import Catalog, refuse
from launchready.database.advice.needs import Needs
from launchready.database.advice.read_statement import read_needs
from launchready.database.advice.tree import parse, tables_of
from launchready.database.normal import normalise
from launchready.facts.base import CannotSee
from launchready.facts.indexes import NotAdvised, Without


class Asked(Struct, frozen=True):
    """A statement to look at.

    Attributes:
        text: with `$n` for values, or with values.
        calls: how often it ran; mean_ms: one run; rows: that one gave; None where not known.
        seconds: in which that was counted.
    """

    text: str
    calls: int | None = None
    mean_ms: float | None = None
    rows: float | None = None
    seconds: float | None = None

    @property
    def shown(self) -> str:
        """Give its text without values."""
        return normalise(self.text).text


@dataclass(slots=True)
class Read:
    """A statement that was read.

    Attributes:
        asked: where from; parsed: its tree; named: tables that it names.
        needs: what it asks of them, once the catalogue is known.
    """

    asked: Asked
    parsed: Any = field(repr=False)
    named: frozenset[tuple[str, str]]
    needs: Needs | None = None


def read_all(asked: Iterable[Asked]) -> tuple[list[Read], list[NotAdvised]]:
    """Parse statements; what is none that finds rows is told as unproven."""
    read, refused = [], []
    for each in asked:
        try:
            parsed = parse(each.text)
            read.append(Read(each, parsed, tables_of(parsed)))
        except CannotSee as error:
            refused.append(not_advised(each, Without.UNPROVEN, str(error)))
    return read, refused


def look_up(read: Sequence[Read], catalog: Catalog) -> tuple[list[Read], list[NotAdvised]]:
    """Hold statements against the catalogue; what reads no table that is copied is told."""
    found, refused = [], []
    for each in read:
        ours = {place for place in each.named if not _is_the_servers(catalog, *place)}
        if each.named and not ours:
            why = "it reads the server's own catalogue, which has what it needs"
            refused.append(not_advised(each.asked, Without.SERVED, why))
            continue
        try:
            refuse(catalog, ours)
            columns = {
                place: frozenset(c.name for c in table.columns)
                for place in each.named
                if (table := catalog.resolve(*place)) is not None
            }
            found.append(replace(each, needs=read_needs(each.parsed, columns)))
        except CannotSee as error:
            refused.append(not_advised(each.asked, Without.UNPROVEN, str(error)))
    return found, refused


def _is_the_servers(catalog: Catalog, schema: str, name: str) -> bool:
    """Say whether a name is of the server's own catalogue: every copy has one."""
    if schema:
        return schema in {"pg_catalog", "information_schema"}
    return name.startswith("pg_") and catalog.resolve(schema, name) is None


def columns_wanted(
    read: Sequence[Read], catalog: Catalog
) -> dict[tuple[str, str], frozenset[str]]:
    """Give the columns that statements find, join, sort or group rows by, of each table."""
    wanted: dict[tuple[str, str], frozenset[str]] = {}
    for each in read:
        assert each.needs is not None
        for need in each.needs.tables:
            table = catalog.resolve(need.schema, need.table)
            if table is not None:
                place = (table.schema, table.name)
                known = frozenset(c.name for c in table.columns)
                wanted[place] = wanted.get(place, frozenset()) | (need.tested & known)
    return wanted


def not_advised(asked: Asked, reason: Without, why: str) -> NotAdvised:
    """Say that nothing is advised for a statement, and why."""
    return NotAdvised(asked.shown, reason, why, asked.calls, asked.mean_ms)
