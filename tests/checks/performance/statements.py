"""Runs of perf that watched the database, and states of databases, to show to judges."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from launchready.facts.database import (
    Archive,
    DatabaseSchema,
    DatabaseServer,
    ReadingRole,
    RoleTimeouts,
)
from launchready.facts.performance import PerfHistory, PerfRun
from launchready.facts.statements import Plan, RouteQueries, RouteStatement, Statement
from launchready.manifest.schema import Database
from tests.checks.given import CLOCK, manifest

from .evidence import URL, run

SELECT = "SELECT id FROM orders WHERE customer_id = $1 LIMIT $2"


def use(
    text: str = SELECT, times: float = 1.0, mean_ms: float = 2.0, **fields: Any
) -> tuple[Statement, RouteStatement]:
    """Make a statement as a route runs it."""
    verb = text.split(" ", maxsplit=1)[0].lower()
    plan = Plan(words=("reads every row of orders",))
    cost = RouteStatement(
        **{
            "statement": text[:40],
            "per_request": times,
            "least_per_request": times,
            "mean_ms": mean_ms,
            "max_ms": 3 * mean_ms,
            **fields,
        }
    )
    return Statement(text[:40], text, verb, plan), cost


def watched_run(
    *uses: tuple[Statement, RouteStatement], unseen: str = "", **fields: Any
) -> PerfRun:
    """Make a run that saw one route's statements."""
    queries = RouteQueries(20, 4, tuple(cost for _, cost in uses), unseen)
    made = run(*[20.0] * 60, queries=queries, **fields)
    return replace(made, statements=tuple(statement for statement, _ in uses))


def judged(*runs: PerfRun, p95_ms: int = 500, **declared: Any) -> dict[str, Any]:
    """Show runs of a product with a database and one route."""
    tables = manifest(
        routes=[{"name": "dashboard", "url": URL, "p95_ms": p95_ms}],
        database={"url_env": "DATABASE_URL", **declared},
    )
    return {
        "database": tables.database,
        "manifest": tables,
        "history": PerfHistory(runs),
        "clock": CLOCK,
    }


def watched(*uses: tuple[Statement, RouteStatement], **more: Any) -> dict[str, Any]:
    """Show one run."""
    return judged(watched_run(*uses), **more)


NEVER = judged()
UNWATCHED = judged(replace(run(*[20.0] * 60), database_unseen="the password was refused"))
BEFORE = judged(run(*[20.0] * 60))
OTHER_DATABASE = judged(watched_run())


def _one_of_two() -> dict[str, Any]:
    """Show a run that saw another route's statements, and of the declared one errors alone."""
    of_other = watched_run(use())
    routes = (*watched_run(unseen="2 of its windows had a wrong answer").routes,
              *(replace(each, route="list") for each in of_other.routes))  # fmt: skip
    declared = [{"name": name, "url": URL} for name in ("dashboard", "list")]
    tables = manifest(routes=declared, database={"url_env": "DATABASE_URL"})
    return {**judged(replace(of_other, routes=routes)), "manifest": tables}


ERRORS = _one_of_two()

DATABASE = Database(url_env="DATABASE_URL")
LIMITS = RoleTimeouts("app", 30_000, 5_000, 60_000)
SERVER = DatabaseServer(
    version=17,
    reader=ReadingRole("look", superuser=False, writes=(), sees_all=True),
    product=LIMITS,
    max_connections=100,
    reserved=3,
    connected=12,
    by_product=10,
    idle_in_transaction=(),
    autovacuum=True,
    age=1_000_000,
    multixact_age=10,
    freeze_age=200_000_000,
    failsafe_age=1_600_000_000,
    archive=Archive("off", "replica"),
)
"""A server that is as it should be."""


def server(declared: Database = DATABASE, **fields: Any) -> dict[str, Any]:
    """Show a server."""
    return {"database": declared, "server": replace(SERVER, **fields)}


def schema(**fields: Any) -> dict[str, Any]:
    """Show tables, indexes and foreign keys."""
    empty: dict[str, Any] = {"tables": (), "indexes": (), "foreign_keys": ()}
    return {"database": DATABASE, "schema": DatabaseSchema(**{**empty, **fields})}
