"""What a WHERE asks of each table: the conditions by which an index could find rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from pglast import ast, enums

from launchready.database.advice.names import Names, Scope
from launchready.database.advice.needs import Bound, Condition, How, Needs
from launchready.database.advice.tree import column_refs, constant_text, place

_RANGES = {"<": How.RANGE_DOWN, "<=": How.RANGE_DOWN, ">": How.RANGE_UP, ">=": How.RANGE_UP}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_CONTAINS = frozenset({"@>", "?", "?|", "?&", "@@", "&&"})
_Kind = enums.A_Expr_Kind

Found = list[tuple[int, Condition]]
"""Conditions, each with the number of its table."""


class Conditions(Struct, frozen=True):
    """Notes conditions into what a statement needs."""

    names: Names
    needs: Needs

    def note(self, clause: Any, scope: Scope) -> None:
        """Note a clause of which all parts must hold."""
        for each in _all_of(clause):
            self._note_one(each, scope)

    def _note_one(self, node: Any, scope: Scope) -> None:
        for number, condition in self._simple(node, scope):
            self.needs.tables[number].conditions.append(condition)
        fixed = self._fixed(node, scope)
        if fixed is not None:
            number, sql, columns = fixed
            self.needs.tables[number].constant.append((sql, columns))
        if isinstance(node, ast.BoolExpr) and node.boolop == enums.BoolExprType.OR_EXPR:
            self._either(node, scope)

    def _either(self, node: Any, scope: Scope) -> None:
        """Note an OR, where an index of one table could find each side of it."""
        branches: Found = []
        for branch in node.args:
            parts = [found for each in _all_of(branch) for found in self._simple(each, scope)]
            if not parts:
                return
            branches.append(parts[0])
        if len({number for number, _ in branches}) == 1:
            group = tuple(condition for _, condition in branches)
            self.needs.tables[branches[0][0]].either.append(group)

    def _simple(self, node: Any, scope: Scope) -> Found:
        """Read `key OPERATOR value`; empty for whatever else stands there."""
        if isinstance(node, ast.NullTest):
            if node.nulltesttype != enums.NullTestType.IS_NULL:
                return []
            return self._of(node.arg, How.EQUAL, scope)
        if isinstance(node, ast.SubLink):
            return self._of(node.testexpr, How.JOIN, scope)
        if not isinstance(node, ast.A_Expr):
            return []
        expression: Any = node
        operator = expression.name[-1].sval
        left, right = expression.lexpr, expression.rexpr
        match expression.kind:
            case _Kind.AEXPR_OP:
                return self._operator(operator, left, right, scope)
            case _Kind.AEXPR_IN | _Kind.AEXPR_OP_ANY if operator == "=":
                many = expression.kind == _Kind.AEXPR_OP_ANY
                return self._compared(left, right, How.EQUAL, scope, many=many)
            case _Kind.AEXPR_BETWEEN:
                return self._compared(left, right, How.BETWEEN, scope)
            case _Kind.AEXPR_LIKE if operator == "~~":
                return self._compared(left, right, _pattern_kind(right), scope)
            case _Kind.AEXPR_ILIKE if operator == "~~*":
                return self._compared(left, right, How.INSIDE, scope)
        return []

    def _of(self, node: Any, how: How, scope: Scope) -> Found:
        found = self.names.key(node, scope)
        return [(found[0], Condition(found[1], how))] if found else []

    def _operator(self, operator: str, left: Any, right: Any, scope: Scope) -> Found:
        if operator in _CONTAINS:
            return self._compared(left, right, How.CONTAINS, scope)
        if operator not in _MIRRORED:
            return []
        a, b = self.names.key(left, scope), self.names.key(right, scope)
        if a and b and a[0] != b[0]:
            if operator != "=":
                return []
            return [(a[0], Condition(a[1], How.JOIN)), (b[0], Condition(b[1], How.JOIN))]
        found = self._compared(left, right, _RANGES.get(operator, How.EQUAL), scope)
        if found:
            return found
        mirrored = _RANGES.get(_MIRRORED[operator], How.EQUAL)
        return self._compared(right, left, mirrored, scope)

    def _compared(
        self, key_side: Any, values: Any, how: How, scope: Scope, *, many: bool = False
    ) -> Found:
        found = self.names.key(key_side, scope)
        if found is None:
            return []
        number, key = found
        for ref in column_refs(values):
            if self.names.relation(ref, scope) in {None, number}:
                return []
        for value in values if isinstance(values, tuple) else (values,):
            param = place(value)
            if param is not None:
                self.needs.values[param] = Bound(number, key, how, many)
        return [(number, Condition(key, how))]

    def _fixed(self, node: Any, scope: Scope) -> tuple[int, str, frozenset[str]] | None:
        """Read a condition that needs no value from outside: an index may be of it alone."""
        flag = node
        if isinstance(node, ast.BoolExpr) and node.boolop == enums.BoolExprType.NOT_EXPR:
            flag = (node.args or (None,))[0]
        fixed = isinstance(flag, ast.ColumnRef | ast.NullTest | ast.BooleanTest)
        if not fixed and isinstance(node, ast.A_Expr):
            value = node.rexpr.arg if isinstance(node.rexpr, ast.TypeCast) else node.rexpr
            equal = node.kind == _Kind.AEXPR_OP and [e.sval for e in node.name or ()] == ["="]
            fixed = (
                equal
                and isinstance(value, ast.A_Const)
                and isinstance(node.lexpr, ast.ColumnRef)
            )
        if not fixed:
            return None
        found = self.names.key(node, scope)
        return None if found is None else (found[0], found[1].sql, found[1].columns)


def _all_of(clause: Any) -> Iterator[Any]:
    waiting = [clause]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, ast.BoolExpr) and each.boolop == enums.BoolExprType.AND_EXPR:
            waiting[:0] = each.args or ()
        else:
            yield each


def _pattern_kind(node: Any) -> How:
    text = constant_text(node)
    if text is None:
        return How.PATTERN
    return How.INSIDE if text[:1] in {"%", "_"} else How.PREFIX
