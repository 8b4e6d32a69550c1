"""What each route asks of the database: in lines for people, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import to_builtins

from launchready.facts.performance import PerfRun, RouteSamples
from launchready.facts.statements import RouteQueries, Statement, brief
from launchready.report.plain import plain

MOST = 6
"""Statements of a route that are shown; the run's file has all."""
SHORT = 110
"""Characters of a statement in a line."""


def statement_lines(run: PerfRun) -> list[str]:
    """Write what each route asks of the database; nothing where none is declared."""
    if run.database_unseen:
        return ["", f"the database was not watched: {plain(run.database_unseen, 200)}"]
    watched = [each for each in run.routes if each.queries is not None]
    if not watched:
        return []
    statements = {each.id: each for each in run.statements}
    lines = ["", "what each request asks of the database:"]
    for route in watched:
        lines += _of_route(route, statements)
    return lines


def _of_route(route: RouteSamples, statements: dict[str, Statement]) -> Iterator[str]:
    queries = route.queries
    assert queries is not None
    name = plain(route.route, 20)
    if queries.unseen:
        yield f"  {name:20} {plain(queries.unseen, 200)}"
        return
    runs = sum(each.per_request for each in queries.statements)
    yield (
        f"  {name:20} {len(queries.statements)} statements, run {runs:.4g} times, "
        f"{queries.ms_per_request:.1f} ms ({queries.requests} requests)"
    )
    for each in queries.statements[:MOST]:
        statement = statements.get(each.statement)
        if statement is None:
            continue
        yield (
            f"  {'':20} {each.per_request:6.4g}x {each.mean_ms:8.2f} ms {each.rows:7.6g} rows "
            f"{each.blocks:7.6g} blocks  {plain(brief(statement.text, SHORT), SHORT)}"
        )
        if statement.plan:
            told = statement.plan.words[:2] or (f"no plan: {statement.plan.unseen}",)
            yield from (f"  {'':29} {plain(words, 200)}" for words in told)
    left = len(queries.statements) - MOST
    if left > 0:
        yield f"  {'':29} and {left} lighter ones"


def queries_document(queries: RouteQueries | None) -> dict[str, Any] | None:
    """Write a route's part for programs; null where nobody looked."""
    return to_builtins(queries) if queries else None


def statements_document(run: PerfRun) -> list[dict[str, Any]]:
    """Write the statements that routes refer to by `statement`, with their plans."""
    return [to_builtins(each) for each in run.statements]
