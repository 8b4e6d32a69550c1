"""Reads a parsed statement down to what it asks of each table."""

from __future__ import annotations

from typing import Any

from pglast import ast, enums

from launchready.database.advice.conditions import Conditions
from launchready.database.advice.names import Columns, Names, Scope
from launchready.database.advice.needs import Bound, Condition, How, Key, Need, Needs, SortKey
from launchready.database.advice.tree import (
    column_name,
    column_refs,
    nodes,
    place,
    places_of,
    quoted,
)
from launchready.facts.base import CannotSee


def read_needs(statement: Any, columns: Columns) -> Needs:
    """Say what a parsed statement asks of each table.

    Args:
        statement: of `parse`.
        columns: of the tables that it names.

    Raises:
        CannotSee: it is nested too deeply.
    """
    try:
        return _Reading(statement, columns).whole()
    except RecursionError:
        raise CannotSee("it is nested too deeply") from None


class _Reading:
    def __init__(self, statement: Any, columns: Columns) -> None:
        self._statement = statement
        verb = type(statement).__name__.removesuffix("Stmt").lower()
        self._needs = Needs(verb, places=places_of(statement))
        self._names = Names(columns, self._needs.tables)
        self._conditions = Conditions(self._names, self._needs)

    def whole(self) -> Needs:
        """Read all of it."""
        if self._needs.verb == "select":
            self._select(self._statement, None, frozenset())
        else:
            self._change(self._statement)
        return self._needs

    def _change(self, statement: Any) -> None:
        scope = Scope()
        ctes = self._ctes(statement, scope, frozenset())
        self._from(statement.relation, scope, ctes)
        for clause in ("fromClause", "usingClause"):
            for each in getattr(statement, clause, None) or ():
                self._from(each, scope, ctes)
        for each in getattr(statement, "targetList", None) or ():
            # What is written decides nothing; any value of the column will do.
            param = place(each.val)
            if param is not None and self._needs.tables:
                key = Key(quoted(each.name), frozenset({each.name}))
                self._needs.values[param] = Bound(0, key, How.EQUAL)
        self._where(statement.whereClause, scope, ctes)
        self._use(statement.returningClause, scope, tested=False)

    def _select(self, select: Any, outer: Scope | None, known: frozenset[str]) -> None:
        scope = Scope(outer=outer)
        ctes = self._ctes(select, scope, known)
        if select.larg is not None:
            self._select(select.larg, outer, ctes)
            self._select(select.rarg, outer, ctes)
            return
        for each in select.fromClause or ():
            self._from(each, scope, ctes)
        self._where(select.whereClause, scope, ctes)
        tested = select.distinctClause is not None
        for clause in (select.targetList, select.groupClause, select.havingClause):
            self._use(clause, scope, tested=tested)
            self._subqueries(clause, scope, ctes)
            tested = True
        self._use(select.sortClause, scope, tested=True)
        self._sorts(select, scope)
        for amount, numbers in (
            (select.limitCount, self._needs.limits),
            (select.limitOffset, self._needs.offsets),
        ):
            param = place(amount)
            if param is not None:
                numbers.add(param)

    def _ctes(self, statement: Any, scope: Scope, known: frozenset[str]) -> frozenset[str]:
        clause = statement.withClause
        for each in clause.ctes if clause else ():
            known |= {each.ctename}
            if isinstance(each.ctequery, ast.SelectStmt):
                self._select(each.ctequery, scope.outer, known)
        return known

    def _from(self, item: Any, scope: Scope, ctes: frozenset[str]) -> None:
        if isinstance(item, ast.RangeVar):
            self._table(item, scope, ctes)
        elif isinstance(item, ast.JoinExpr):
            self._join(item, scope, ctes)
        elif isinstance(item, ast.RangeSubselect):
            if item.alias:
                scope.names[str(item.alias.aliasname)] = None
            if isinstance(item.subquery, ast.SelectStmt):
                self._select(item.subquery, scope, ctes)
        elif getattr(item, "alias", None):
            scope.names[item.alias.aliasname] = None

    def _table(self, item: Any, scope: Scope, ctes: frozenset[str]) -> None:
        name = item.alias.aliasname if item.alias else item.relname
        at = (item.schemaname or "", item.relname)
        if (not at[0] and at[1] in ctes) or at not in self._names.columns:
            scope.names[name] = None
            return
        scope.names[name] = len(self._needs.tables)
        self._needs.tables.append(Need(*at))

    def _join(self, item: Any, scope: Scope, ctes: frozenset[str]) -> None:
        before = set(scope.names)
        self._from(item.larg, scope, ctes)
        self._from(item.rarg, scope, ctes)
        joined = [number for name, number in scope.names.items() if name not in before]
        for column in item.usingClause or ():
            for number in joined:
                if number is None or column.sval not in self._names.columns_of(number):
                    continue
                need = self._needs.tables[number]
                key = Key(quoted(column.sval), frozenset({column.sval}))
                need.conditions.append(Condition(key, How.JOIN))
                need.tested.add(column.sval)
        self._where(item.quals, scope, ctes)

    def _where(self, clause: Any, scope: Scope, ctes: frozenset[str]) -> None:
        if clause is None:
            return
        self._use(clause, scope, tested=True)
        self._subqueries(clause, scope, ctes)
        self._conditions.note(clause, scope)

    def _subqueries(self, node: Any, scope: Scope, ctes: frozenset[str]) -> None:
        for each in nodes(node, within=ast.SubLink):
            if isinstance(each, ast.SubLink):
                self._select(each.subselect, scope, ctes)

    def _use(self, node: Any, scope: Scope, *, tested: bool) -> None:
        """Note which columns are read, and which of them decide."""
        for ref in column_refs(node):
            name = column_name(ref)
            if name is None:
                of = ref.fields[-2].sval if len(ref.fields) > 1 else None
                for alias, number in scope.names.items():
                    if number is not None and of in {None, alias}:
                        self._needs.tables[number].used = None
                continue
            number = self._names.relation(ref, scope)
            if number is None:
                continue
            need = self._needs.tables[number]
            if need.used is not None:
                need.used.add(name)
            if tested:
                need.tested.add(name)

    def _sorts(self, select: Any, scope: Scope) -> None:
        wanted = [_sorted_by(each, select) for each in select.sortClause or ()]
        if not wanted and not select.groupClause:
            wanted = [(node, "") for node in _extreme(select)]
        keys = [(self._names.key(node, scope), direction) for node, direction in wanted]
        numbers = {found[0] for found, _ in keys if found}
        if len(numbers) != 1 or not all(found for found, _ in keys):
            return
        need = self._needs.tables[numbers.pop()]
        need.sorts = tuple(SortKey(found[1], direction) for found, direction in keys if found)


def _sorted_by(item: Any, select: Any) -> tuple[Any, str]:
    """Give what is sorted by, and its direction as an index has it."""
    node: Any = item.node
    targets = select.targetList or ()
    if isinstance(node, ast.A_Const) and isinstance(node.val, ast.Integer):
        at = (node.val.ival or 0) - 1
        node = targets[at].val if 0 <= at < len(targets) else node
    elif isinstance(node, ast.ColumnRef) and len(node.fields or ()) == 1:
        name = column_name(node)
        node = next((each.val for each in targets if each.name == name), node)
    down = item.sortby_dir == enums.SortByDir.SORTBY_DESC
    nulls = {
        enums.SortByNulls.SORTBY_NULLS_FIRST: "" if down else " NULLS FIRST",
        enums.SortByNulls.SORTBY_NULLS_LAST: " NULLS LAST" if down else "",
    }.get(item.sortby_nulls, "")
    return node, (" DESC" if down else "") + nulls


def _extreme(select: Any) -> list[Any]:
    """Give what `min` or `max` is asked of, where nothing else is asked."""
    targets: tuple[Any, ...] = select.targetList or ()
    call = targets[0].val if len(targets) == 1 else None
    if not isinstance(call, ast.FuncCall):
        return []
    words = [each.sval for each in call.funcname or ()]
    extreme = words[-1:] in (["min"], ["max"]) and len(call.args or ()) == 1
    return list(call.args or ()) if extreme else []
