"""A lock, a pool without connections and a slow statement are told apart, on a real server."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import psycopg
import pytest
from msgspec.structs import replace

from launchready.database.activity import Activity, Backend
from launchready.drill.beside import Observation
from launchready.drill.database_activity import (
    EVERY_S,
    LOCKS,
    POOL,
    STATEMENT,
    DatabaseActivity,
    judge_activity,
)
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult, Trial
from launchready.manifest.schema import Database
from launchready.net.network import Network
from tests.servers.clusters import MakeDatabase
from tests.servers.postgres import Cluster

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN
SHARED = """
CREATE TABLE counters (id int PRIMARY KEY, n int);
INSERT INTO counters SELECT n, 0 FROM generate_series(1, 9) n;
"""


def declared(connections: int | None = 4) -> Database:
    """Declare a database."""
    return Database(url_env="DATABASE_URL", connections=connections)


@pytest.fixture
def url(newest_cluster: Cluster, make_database: MakeDatabase) -> str:
    """Give a database with some counters."""
    url = make_database(newest_cluster)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SHARED.encode())
    return url


@asynccontextmanager
async def clients(url: str, count: int) -> AsyncIterator[list[psycopg.AsyncConnection]]:
    """Open some connections, as the product's pool has them."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(await psycopg.AsyncConnection.connect(url))
            for _ in range(count)
        ]


@dataclass
class Watch:
    """A database that is watched; what came of it is in `seen` after its block."""

    sampler: DatabaseActivity
    seen: list[Observation] = field(default_factory=list)

    async def until(self, wanted: Callable[[Activity], bool], times: int = 1) -> None:
        """Wait until the last looks show something, one after the other."""
        async with asyncio.timeout(50):
            while True:
                last = self.sampler.looks[-times:]
                if len(last) == times and all(map(wanted, last)):
                    return
                await asyncio.sleep(0.02)


@asynccontextmanager
async def watched(url: str, connections: int | None = 4) -> AsyncIterator[Watch]:
    """Watch a database until the block ends."""
    stop = asyncio.Event()
    sampler = DatabaseActivity(declared(connections), {"DATABASE_URL": url}, Network())
    watch = Watch(sampler)
    task = asyncio.create_task(sampler.watch(stop))
    try:
        yield watch
    finally:
        stop.set()
        await asyncio.wait([task])
    watch.seen.append(task.result())


async def take_back(connection: psycopg.AsyncConnection, statement: bytes) -> None:
    """Run a statement, and take it back as soon as it is through."""
    await connection.execute(statement)
    await connection.rollback()


def trial(seen: list[Observation], aspect: str) -> Trial:
    """Give the verdict of an aspect."""
    return next(each for each in seen[0].trials if each.aspect == aspect)


def failed(seen: list[Observation]) -> set[str]:
    """Give the aspects that failed."""
    return {each.aspect for each in seen[0].trials if each.result is FAILED}


def waiting(count: int) -> Callable[[Activity], bool]:
    """Say whether so many have waited for over a second."""
    return lambda look: sum(each.waited_s > 1.1 for each in look.backends) == count


async def test_a_lock_is_told_with_who_holds_it_and_what(url: str) -> None:
    """Three wait for a row that a transaction holds which stands open: a lock, not the pool."""
    change = b"UPDATE counters SET n = n + 1 WHERE id = 1"
    async with watched(url) as watch, clients(url, 4) as (holder, *others):
        held_by = holder.info.backend_pid
        await holder.execute(change)
        tasks = [asyncio.create_task(take_back(each, change)) for each in others]
        await watch.until(waiting(3))
        await holder.rollback()
        await asyncio.gather(*tasks)
    assert failed(watch.seen) == {LOCKS}
    locks = trial(watch.seen, LOCKS)
    assert "3 connections waited for a row of public.counters" in locks.text
    assert "stood open and did nothing for" in locks.text
    assert f"held by process {held_by}: UPDATE counters" in locks.evidence[0]
    assert "for a row of public.counters: UPDATE counters SET n = n +" in locks.evidence[1]


async def test_a_table_lock_is_told_with_its_table(url: str) -> None:
    """A migration that waits, and what queues behind it, lead to the one that holds."""
    read, change = b"SELECT n FROM counters", b"ALTER TABLE counters ADD COLUMN m int"
    async with watched(url, 40) as watch, clients(url, 3) as (reader, migration, other):
        held_by = reader.info.backend_pid
        await reader.execute(read)
        tasks = [asyncio.create_task(take_back(migration, change))]
        await watch.until(lambda look: any(each.waits_for for each in look.backends))
        tasks.append(asyncio.create_task(take_back(other, read)))
        await watch.until(waiting(2))
        await reader.rollback()
        await asyncio.gather(*tasks)
    assert failed(watch.seen) == {LOCKS}
    locks = trial(watch.seen, LOCKS)
    assert "2 connections waited for public.counters" in locks.text
    assert f"held by process {held_by}" in locks.evidence[0]


async def test_an_exhausted_pool_is_told_with_what_holds_it(url: str) -> None:
    """Every connection stands in a transaction while the product does something else."""
    async with watched(url) as watch, clients(url, 4) as all_of_them:
        for each in all_of_them:
            await each.execute("SELECT n FROM counters WHERE id = 1")
        await watch.until(lambda look: sum(e.held_open for e in look.backends) == 4, times=8)
    assert failed(watch.seen) == {POOL}
    pool = trial(watch.seen, POOL)
    assert "all 4 connections were in use for" in pool.text
    assert "100 % in a transaction that does nothing" in pool.text
    assert "SELECT n FROM counters" in pool.evidence[0]


async def test_a_slow_statement_is_told_and_is_no_lock(url: str) -> None:
    """Statements that take long fill the pool; they are the cause, not its size."""

    async def ask(connection: psycopg.AsyncConnection) -> None:
        with suppress(psycopg.errors.QueryCanceled):
            await connection.execute("SELECT pg_sleep(55)")

    async with watched(url) as watch, clients(url, 4) as all_of_them:
        tasks = [asyncio.create_task(ask(each)) for each in all_of_them]
        await watch.until(lambda look: sum(e.running_s > 1.6 for e in look.backends) == 4)
        for each in all_of_them:
            await each.cancel_safe()
        await asyncio.gather(*tasks)
    assert failed(watch.seen) == {STATEMENT}
    assert "SELECT pg_sleep(" in trial(watch.seen, STATEMENT).text


async def test_a_calm_database_passes(url: str) -> None:
    """Connections that come and go are no trouble."""
    async with watched(url) as watch, clients(url, 2) as (one, _):
        for _ in range(30):
            await take_back(one, b"SELECT n FROM counters")
        await watch.until(lambda look: len(look.backends) == 2, times=2)
    assert not failed(watch.seen)
    assert trial(watch.seen, POOL).result in {PASSED, UNKNOWN}


async def test_without_a_way_in_nothing_passes() -> None:
    """It says so, and the drill is unknown."""
    sampler = DatabaseActivity(declared(), {}, Network())
    with pytest.raises(CannotSee, match="DATABASE_URL is not set here"):
        await sampler.watch(asyncio.Event())


async def test_a_role_that_sees_nobody_says_so(
    newest_cluster: Cluster, make_database: MakeDatabase
) -> None:
    """Without pg_monitor others' statements are hidden: nothing seen is not nothing there."""
    url = make_database(newest_cluster)
    role = f"r{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
    blind = newest_cluster.url_of(url.rpartition("/")[2], role)
    sampler = DatabaseActivity(declared(), {"DATABASE_URL": blind}, Network())
    try:
        with pytest.raises(CannotSee, match="GRANT pg_monitor"):
            await sampler.watch(asyncio.Event())
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP ROLE {role}".encode())


# What only many looks can show, without a server.

BUSY = Backend(1, "active", "SELECT 1", running_s=0.01)
FREE = Backend(2, "idle")


def results(seen: list[Observation]) -> tuple[DrillResult, ...]:
    """Give the verdicts: locks, pool, statement."""
    return tuple(trial(seen, aspect).result for aspect in (LOCKS, POOL, STATEMENT))


def judged(*backends: Backend, looks: int = 10, connections: int | None = 1,
           seconds: float | None = None, allowed: int = 97) -> list[Observation]:  # fmt: skip
    """Judge the same look again and again."""
    look = Activity(backends, len(backends), allowed)
    lasted = looks * EVERY_S if seconds is None else seconds
    return [judge_activity([look] * looks, lasted, declared(connections))]


def test_a_pool_that_is_too_small_is_told() -> None:
    """Quick statements one after the other on every connection: there are too few."""
    seen = judged(BUSY)
    assert trial(seen, POOL).result is FAILED
    assert "100 % running statements" in trial(seen, POOL).text
    assert trial(judged(BUSY, FREE, connections=2), POOL).result is PASSED
    assert trial(judged(BUSY, looks=4), POOL).result is PASSED


def test_a_limit_that_nobody_declared_is_not_guessed() -> None:
    """All that were seen are in use: there might be more, and the manifest can say."""
    seen = judged(BUSY, connections=None)
    assert trial(seen, POOL).result is UNKNOWN
    assert "connections in [database]" in trial(seen, POOL).text


def test_a_server_without_a_connection_left_is_told() -> None:
    """What the server takes is a limit, whoever has the connections."""
    seen = judged(BUSY, FREE, connections=None, allowed=2)
    assert trial(seen, POOL).result is FAILED
    assert "all 2 that the server takes" in trial(seen, POOL).text


def test_too_few_looks_pass_nothing() -> None:
    """Where the machine was too busy to look, or nobody connected, nothing was seen."""
    assert results(judged(FREE, looks=3, seconds=5.0)) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert results(judged()) == (UNKNOWN, UNKNOWN, UNKNOWN)


def test_a_wait_is_not_counted_as_work() -> None:
    """A statement that ran on after it had its lock is no slow one; its wait is told."""
    waits = replace(BUSY, waits_for=(9,), lock="public.counters", waited_s=2.9, running_s=3.0)
    runs = replace(BUSY, running_s=3.2)
    looks = [Activity((each, FREE), 2, 97) for each in (waits, runs)]
    seen = [judge_activity([*[Activity((FREE,), 1, 97)] * 20, *looks], 4.4, declared(9))]
    assert trial(seen, STATEMENT).result is PASSED
    assert trial(seen, LOCKS).result is FAILED


def test_what_ran_before_the_drill_is_not_its_doing() -> None:
    """A backup that has been at it for an hour is not what the load made slow."""
    seen = judged(replace(BUSY, running_s=3600.0), FREE, connections=9)
    assert trial(seen, STATEMENT).result is PASSED
