"""What names in a statement stand for: tables, and keys made of one table's columns."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct
from pglast import ast
from pglast.stream import RawStream

from launchready.database.advice.needs import Key, Need
from launchready.database.advice.tree import column_name, nodes, quoted

Columns = Mapping[tuple[str, str], frozenset[str]]
"""Columns of each table, by schema ("" where the statement names none) and name."""


@dataclass(slots=True)
class Scope:
    """Names that stand for tables here, by number; None for what is no table."""

    names: dict[str, int | None] = field(default_factory=dict)
    outer: Scope | None = None


class Names(Struct, frozen=True):
    """Finds out what is meant.

    Attributes:
        columns: of tables; tables: those that the statement has named so far.
    """

    columns: Columns
    tables: list[Need]

    def columns_of(self, number: int) -> frozenset[str]:
        """Give the columns of a table."""
        need = self.tables[number]
        return self.columns[need.schema, need.table]

    def relation(self, ref: Any, scope: Scope) -> int | None:
        """Say which table a column is of; None where it is of none, or nobody can tell."""
        words = [getattr(each, "sval", None) for each in ref.fields]
        at: Scope | None = scope
        while at is not None:
            if len(words) > 1:
                if words[-2] in at.names:
                    return at.names[words[-2]]
            else:
                fitting = [
                    number
                    for number in at.names.values()
                    if number is not None and words[-1] in self.columns_of(number)
                ]
                if fitting:
                    return fitting[0] if len(fitting) == 1 else None
            at = at.outer
        return None

    def key(self, node: Any, scope: Scope) -> tuple[int, Key] | None:
        """Read an expression of one table's columns, with the table's number."""
        if node is None or isinstance(node, tuple):
            return None
        relations: set[int | None] = set()
        columns: set[str] = set()
        for each in nodes(node):
            if isinstance(each, ast.ParamRef | ast.SubLink):
                return None
            if isinstance(each, ast.ColumnRef):
                name = column_name(each)
                if name is None:
                    return None
                relations.add(self.relation(each, scope))
                columns.add(name)
        number = next(iter(relations)) if len(relations) == 1 else None
        if number is None:
            return None
        if isinstance(node, ast.ColumnRef):
            return number, Key(quoted(next(iter(columns))), frozenset(columns))
        bare = copy.deepcopy(node)
        ref: Any
        for ref in nodes(bare):
            if isinstance(ref, ast.ColumnRef):
                ref.fields = (ref.fields or ())[-1:]
        return number, Key(RawStream()(bare), frozenset(columns), expression=True)
