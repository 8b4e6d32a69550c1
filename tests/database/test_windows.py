"""Each statement is found with the route that runs it, as often as it runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from launchready.database.connection import Reader, open_database, open_url
from launchready.database.plans import explain
from launchready.database.windows import open_windows
from launchready.facts.base import CannotSee
from launchready.facts.performance import PerfRun
from launchready.facts.statements import RouteStatement
from launchready.load.sample import Manner, sample
from launchready.net.network import Network
from tests.database.app import App, seeded, serve_app
from tests.servers.clusters import MakeDatabase
from tests.servers.postgres import Cluster

QUICK = Manner(first=10, most=10, per_second=1000, idle_s=0.05)


async def watched(app: App, manner: Manner = QUICK) -> PerfRun:
    """Sample an app with an eye on its database."""
    assert app.manifest.database
    async with open_database(
        app.manifest.database, {"DATABASE_URL": app.url}, app.network
    ) as reader:
        return await sample(
            app.manifest,
            app.network,
            environment={},
            manner=manner,
            watcher=await open_windows(reader),
        )


def ran(run: PerfRun, route: str) -> dict[str, RouteStatement]:
    """Give what a route ran, by the text of the statement."""
    texts = {each.id: each.text for each in run.statements}
    (samples,) = (each for each in run.routes if each.route == route)
    assert samples.queries is not None
    assert not samples.queries.unseen
    return {texts[each.statement]: each for each in samples.queries.statements}


async def test_each_route_has_its_own_statements(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """What a route runs is its own, once a request, and nothing of another's or of ours."""
    url = make_database(cluster)
    with seeded(url):
        async with serve_app(url) as app:
            # Windows so short that what reads statistics would be half a statement a request.
            run = await watched(app, Manner(first=4, most=4, per_second=1000, idle_s=0.05))
    dashboard, report = ran(run, "dashboard"), ran(run, "report")
    assert set(report) == {
        "SELECT status, sum(cents) FROM orders WHERE customer_id = $1 GROUP BY status"
    }
    assert len(dashboard) == 5
    assert {each.per_request for each in dashboard.values()} == {1.0}
    orders = next(each for text, each in dashboard.items() if "ORDER BY placed" in text)
    assert (orders.rows, orders.least_per_request) == (20.0, 1.0)
    assert orders.blocks > 1
    assert 0 < orders.mean_ms <= orders.max_ms


@pytest.mark.parametrize(
    ("fault", "text", "times"),
    [
        ("n-plus-one", "SELECT order_id, title FROM items WHERE order_id = $1 LIMIT $2", 20),
        ("repeated-read", "SELECT id, name, plan FROM customers WHERE id = $1", 3),
    ],
)
async def test_a_statement_is_counted_for_each_request(
    cluster: Cluster, make_database: MakeDatabase, fault: str, text: str, times: int
) -> None:
    """A statement that a request runs many times is counted as often."""
    url = make_database(cluster)
    with seeded(url):
        async with serve_app(url, fault) as app:
            found = ran(await watched(app), "dashboard")
    assert found[text].per_request == found[text].least_per_request == times


async def test_lists_of_every_length_are_one_statement(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """`IN` with one to eight values is the same statement, on servers that tell them apart."""
    url = make_database(cluster)
    with seeded(url):
        async with serve_app(url, "n-plus-one-in-lists") as app:
            found = ran(await watched(app), "dashboard")
    (lists,) = (each for text, each in found.items() if " IN (" in text)
    assert lists.per_request == 8


async def test_errors_are_no_evidence(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """Of a route that answers 500 nothing is said, rather than that it runs nothing."""
    url = make_database(newest_cluster)
    with seeded(url):
        async with serve_app(url, status=500) as app:
            run = await watched(app)
    queries = run.routes[0].queries
    assert queries is not None
    assert "wrong answer" in queries.unseen
    assert not queries.statements


@asynccontextmanager
async def job(url: str, statement: str, every_s: float) -> AsyncIterator[None]:
    """Run a statement again and again, as a background job does."""

    async def work() -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            while True:
                await connection.execute(statement.encode())
                await asyncio.sleep(every_s)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.05)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_job_beside_is_not_blamed_on_a_route(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """What runs all the time runs while nothing is asked, too, and is taken off."""
    url = make_database(newest_cluster)
    manner = Manner(first=10, most=10, per_second=50, idle_s=1.0)
    with seeded(url):
        async with serve_app(url) as app, job(url, "SELECT count(*) FROM visits", 0.005):
            run = await watched(app, manner)
    assert not [text for text in ran(run, "report") if "visits" in text]


async def test_a_heavy_statement_has_its_plan_in_words(
    cluster: Cluster, make_database: MakeDatabase
) -> None:
    """On any version, the plan of a slow statement is told for values that nobody knows."""
    url = make_database(cluster)
    with seeded(url):
        async with serve_app(url, "slow-statement") as app:
            run = await watched(app)
    (slow,) = (each for each in run.statements if "pg_sleep" in each.text)
    assert slow.plan is not None
    assert slow.plan.unseen == ""
    assert "public.customers" in " ".join(slow.plan.words)


@pytest.mark.parametrize(
    ("text", "unseen"),
    [
        ("SELECT id FROM orders WHERE placed > now() - interval $1", ""),
        ("SELECT id FROM orders WHERE id = ANY($1) AND status IN ($2, $3) LIMIT $4", ""),
        ("DELETE FROM orders WHERE id = $1", ""),
        ("SELECT id FROM nowhere", "error 42P01"),
        ("SELECT 1; DROP TABLE orders", "only a single statement"),
        ("COMMIT", "only a single statement"),
    ],
)
async def test_plans_are_asked_for_and_nothing_is_run(
    cluster: Cluster, make_database: MakeDatabase, text: str, unseen: str
) -> None:
    """What the server counts has a plan, or a reason for none, and leaves nothing behind."""
    url = make_database(cluster)
    with seeded(url) as connection:
        async with open_url(url, Network()) as reader:
            plan = await explain(reader, text)
            left = await reader.rows("SELECT name FROM pg_prepared_statements")
        count = connection.execute("SELECT count(*) FROM orders").fetchone()
    assert unseen in plan.unseen
    assert bool(plan.words) is (unseen == "")
    assert (left, count) == ([], (6000,))


async def reading(url: str) -> Reader:
    """Connect and close again."""
    async with open_url(url, Network()) as reader:
        await open_windows(reader)
        return reader


async def test_what_is_missing_is_told(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """Without the extension, or the right to see others' statements, the way there is told."""
    url = make_database(newest_cluster)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS lookless")
        connection.execute("CREATE ROLE lookless LOGIN")
        name = url.rpartition("/")[2]
        with pytest.raises(CannotSee, match="GRANT pg_monitor"):
            await reading(newest_cluster.url_of(name, "lookless"))
        connection.execute("DROP EXTENSION pg_stat_statements")
        connection.execute("DROP ROLE lookless")
    with pytest.raises(CannotSee, match="CREATE EXTENSION pg_stat_statements"):
        await reading(url)
