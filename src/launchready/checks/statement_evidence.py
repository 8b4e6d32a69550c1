"""How checks read what each route asks of the database, as `launchready perf` saw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec import Struct

from launchready.checks.performance_evidence import Sampled, recent_samples
from launchready.checks.verdict import Outcome, Value, Verdict, Verdicts
from launchready.clock import Clock
from launchready.facts.performance import PerfHistory
from launchready.facts.statements import RouteQueries, RouteStatement, Statement, brief
from launchready.manifest.schema import Manifest, Route

SHORT = 160
"""Characters of a statement that stand in a summary; its evidence has it whole."""


class StatementOutcomes(Protocol):
    """What a check of routes' statements can find beside its failures."""

    CLEAN: Outcome
    NOT_SEEN: Outcome
    NOT_WATCHED: Outcome
    NOT_SAMPLED: Outcome


class Use(Struct, frozen=True):
    """A statement as one route runs it.

    Attributes:
        cost: how often, how long, how much.
        statement: its text and plan.
    """

    cost: RouteStatement
    statement: Statement

    @property
    def short(self) -> str:
        """Give the beginning of its text."""
        return brief(self.statement.text, SHORT)

    def evidence(self) -> dict[str, Value]:
        """Give what a sceptic would look at."""
        plan = self.statement.plan
        return {
            "text": self.statement.text,
            "per_request": self.cost.per_request,
            "mean_ms": self.cost.mean_ms,
            "rows": self.cost.rows,
            "blocks": self.cost.blocks,
            "plan": list(plan.words) if plan else [],
        }


Find = Callable[[Route, list[Use], RouteQueries], Verdict | None]
"""Says what is wrong with a route's statements; None where nothing is."""


def judge_statements(
    outcomes: type[StatementOutcomes],
    manifest: Manifest,
    history: PerfHistory,
    clock: Clock,
    find: Find,
) -> Verdicts:
    """Judge the statements of each route that was watched, and tell which were not."""
    sampled = recent_samples(history, clock)
    if sampled is None:
        return outcomes.NOT_SAMPLED()
    routes = [each for each in manifest.routes if each.name in sampled.routes]
    watched = {each.name: _queries(sampled, each) for each in routes}
    seen = [each for each in watched.values() if not each.unseen]
    if not seen:
        why = sampled.database_unseen or next(
            (each.unseen for each in watched.values()), "it read no declared route"
        )
        return outcomes.NOT_WATCHED(when=sampled.when, reason=why)
    if not any(each.statements for each in seen):
        return outcomes.NOT_WATCHED(
            when=sampled.when,
            reason="no route ran a statement: does the product use another database?",
        )
    verdicts = []
    for route in routes:
        queries = watched[route.name]
        if queries.unseen:
            verdicts.append(
                outcomes.NOT_SEEN(when=sampled.when, reason=queries.unseen).at(route.url)
            )
            continue
        uses = _uses(queries, sampled.statements)
        verdict = find(route, uses, queries) or outcomes.CLEAN(
            count=len(uses), requests=queries.requests, when=sampled.when
        )
        verdicts.append(verdict.at(route.url))
    return verdicts


def _queries(sampled: Sampled, route: Route) -> RouteQueries:
    samples = sampled.routes[route.name]
    if samples.url.partition("?")[0] != route.url.partition("?")[0]:
        return RouteQueries(unseen="it was not sampled")
    if samples.unseen and not samples.latencies_ms:
        return RouteQueries(unseen=samples.unseen)
    return samples.queries or RouteQueries(
        unseen=sampled.database_unseen or "the run did not watch the database"
    )


def _uses(queries: RouteQueries, statements: Mapping[str, Statement]) -> list[Use]:
    return [
        Use(each, statements[each.statement])
        for each in queries.statements
        if each.statement in statements
    ]
