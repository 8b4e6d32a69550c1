"""Postgres' own parser (pglast), and a few ways about the trees that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pglast
from pglast import ast
from pglast.stream import maybe_double_quote_name

from launchready.facts.base import CannotSee

MAX_TEXT = 20_000
"""Characters of a statement that is looked at; longer ones were written by no person."""
_HARMLESS = frozenset({"lower", "upper", "btrim"})
"""Functions that leave a value as it is that came from them."""


def parse(text: str) -> Any:
    """Parse one statement that finds rows.

    Raises:
        CannotSee: it is none, or several, or does not parse.
    """
    if len(text) > MAX_TEXT:
        raise CannotSee(f"it is longer than {MAX_TEXT} characters")
    try:
        parsed = pglast.parse_sql(text)
    except (pglast.Error, RecursionError, ValueError):
        raise CannotSee("it could not be parsed") from None
    if len(parsed) != 1:
        raise CannotSee("it is not one statement")
    statement = parsed[0].stmt
    if isinstance(statement, ast.SelectStmt) and statement.intoClause is not None:
        raise CannotSee("it makes a table")
    if not isinstance(statement, ast.SelectStmt | ast.UpdateStmt | ast.DeleteStmt):
        raise CannotSee("it finds no rows: only SELECT, UPDATE and DELETE do")
    return statement


def tables_of(statement: Any) -> frozenset[tuple[str, str]]:
    """Give schema ("" where it is not said) and name of whatever a statement reads."""
    ctes = {each.ctename for each in nodes(statement) if isinstance(each, ast.CommonTableExpr)}
    found = {
        (each.schemaname or "", str(each.relname))
        for each in nodes(statement)
        if isinstance(each, ast.RangeVar)
    }
    return frozenset(each for each in found if each[0] or each[1] not in ctes)


def places_of(statement: Any) -> int:
    """Give the highest number of a `$n`."""
    numbers = [each.number or 0 for each in nodes(statement) if isinstance(each, ast.ParamRef)]
    return max(numbers, default=0)


def nodes(node: Any, *, within: type | None = None) -> Iterator[Any]:
    """Give a node and all below it; what lies below a node of the kind `within` is left out."""
    waiting = [node]
    while waiting:
        each: Any = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(each)
        elif isinstance(each, ast.Node):
            yield each
            if within is not None and isinstance(each, within):
                waiting.append(getattr(each, "testexpr", None))
                continue
            waiting.extend(getattr(each, slot) for slot in each)


def column_refs(node: Any) -> Iterator[Any]:
    """Give every mention of a column; those of a subquery are not its parent's."""
    return (each for each in nodes(node, within=ast.SubLink) if isinstance(each, ast.ColumnRef))


def column_name(ref: Any) -> str | None:
    """Give a mentioned column's name; None of a `*`."""
    name = getattr(ref.fields[-1], "sval", None)
    return name if isinstance(name, str) else None


def quoted(name: str) -> str:
    """Write a name as SQL, with quotes where it needs them."""
    return str(maybe_double_quote_name(name))


def place(node: Any) -> int | None:
    """Give n where a node is `$n`, cast or in a function that changes nothing that counts."""
    while True:
        if isinstance(node, ast.TypeCast):
            node = node.arg
            continue
        call: Any = node
        if not isinstance(node, ast.FuncCall) or len(call.args or ()) != 1:
            break
        if call.funcname[-1].sval not in _HARMLESS:
            break
        node = call.args[0]
    return node.number if isinstance(node, ast.ParamRef) else None


def constant_text(node: Any) -> str | None:
    """Give the text that a node is, if it is one."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    text = getattr(getattr(node, "val", None), "sval", None)
    return text if isinstance(text, str) else None
