"""Nothing is lost and nothing doubled, whenever the process is killed."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from launchready.watch.model import Gap
from launchready.watch.store.engine import PostgresEngine, SqliteEngine, StoreError
from launchready.watch.store.read import Reader
from tests.watch.stage import Stage, monitoring, staged

Found = tuple[str, int, int | None]
"""An incident: id, opened, closed."""

KILLS = int(os.environ.get("LAUNCHREADY_KILLS", "20"))
"""`bench/watch.py` kills two hundred times."""


async def polled(stage: Stage) -> AsyncIterator[list[Found]]:
    """Give every incident in the store, again and again."""
    while True:
        yield incidents(stage)
        await asyncio.sleep(0.05)


def incidents(stage: Stage) -> list[Found]:
    """Give every incident in the store: id, opened, closed."""
    engine = SqliteEngine(stage.data / "watch.sqlite", readonly=True)
    try:
        rows = Reader(engine).incidents(limit=10_000)
    finally:
        engine.close()
    return [(row.id, row.opened_at, row.closed_at) for row in rows]


@pytest.mark.timeout(240 + 5 * KILLS)
async def test_no_alert_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    """Killed at random moments of random outages, with a channel that fails at times."""
    chance = random.Random(11)
    async with staged(tmp_path, monitors=2) as stage:
        for _ in range(KILLS):
            async with monitoring(stage, scale=100) as process:
                for _ in range(chance.randint(1, 4)):
                    stage.product_up = chance.random() < 0.5
                    stage.refusing = chance.random() < 0.3
                    await asyncio.sleep(chance.uniform(0.0, 0.8))
                process.send_signal(signal.SIGKILL)
                await process.wait()
        stage.product_up, stage.refusing = True, False
        async with monitoring(stage):
            # All that was open is closed, and all that was to be told is told.
            async for found in polled(stage):
                expected = {f"{each}:{word}1:hook" for each, _, _ in found for word in WORDS}
                if all(closed for _, _, closed in found) and expected <= set(stage.arrived):
                    break
            stage.product_up = False
            async for later in polled(stage):
                if len(later) > len(found):
                    break
        told = {key for key in stage.arrived if ":opened" in key or ":closed" in key}
        assert expected <= told
        assert found
        # One group has one incident at a time: none was opened twice for one outage.
        spans = sorted((opened, closed) for _, opened, closed in found)
        for (_, ended), (began, _) in itertools.pairwise(spans):
            assert ended is not None
            assert ended <= began


WORDS = ("opened", "closed")


async def test_messages_wait_for_a_channel_that_fails(tmp_path: Path) -> None:
    """While the channel answers 500 nothing arrives; then all does, in order, once."""
    async with staged(tmp_path) as stage, monitoring(stage):
        stage.refusing, stage.product_up = True, False
        async for _ in polled(stage):
            if stage.refused:
                break
        stage.product_up = True
        async for found in polled(stage):
            if all(closed for _, _, closed in found):
                break
        assert not stage.arrived
        stage.refusing = False
        await stage.until("opened", "closed")
        assert set(stage.times.values()) == {1}


async def test_every_monitor_is_looked_at_within_one_period_of_a_restart(
    tmp_path: Path,
) -> None:
    """No monitor is looked at twice before each was looked at once."""
    count = 40
    async with staged(tmp_path, monitors=count) as stage:
        async with monitoring(stage, scale=5):
            await asyncio.sleep(0.3)
        engine = SqliteEngine(stage.data / "watch.sqlite")
        with engine.transaction(write=False) as run:
            before = run.all("SELECT COALESCE(MAX(at), 0) FROM looks")[0][0]
        async with monitoring(stage, scale=5):
            found: list[int] = []
            while len(found) < count:
                await asyncio.sleep(0.05)
                with engine.transaction(write=False) as run:
                    rows = run.all("SELECT monitor FROM looks WHERE at > ? ORDER BY at", before)
                found = [row[0] for row in rows]
        engine.close()
        assert len(set(found[:count])) == count


async def test_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    """What was seen is written, and the exit status is 0."""
    async with staged(tmp_path) as stage, monitoring(stage) as process:
        stage.product_up = False
        await stage.until("opened")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_second_process_is_refused_the_folder(tmp_path: Path) -> None:
    """Two writers of one file would each think that they are alone."""
    async with staged(tmp_path) as stage, monitoring(stage):
        with pytest.raises(AssertionError):
            async with monitoring(stage):
                pass


@pytest.mark.timeout(300)
async def test_on_postgres_another_instance_takes_over(tmp_path: Path, postgres: str) -> None:
    """One probes and one waits; when the first is killed the second goes on, and tells once."""
    async with staged(tmp_path) as stage:
        other, store = Stage(tmp_path), fresh_database(postgres)
        async with monitoring(stage, store=store) as first:
            stage.product_up = False
            await stage.until("opened")
            folder = tmp_path / "other"
            folder.mkdir()
            (folder / "launchready.toml").write_text(
                (tmp_path / "launchready.toml").read_text()
            )
            other.folder = folder
            async with monitoring(other, store=store):
                first.send_signal(signal.SIGKILL)
                await first.wait()
                stage.product_up = True
                await stage.until("opened", "closed")
        assert set(stage.times.values()) == {1}


@pytest.mark.timeout(300)
async def test_a_process_that_stood_still_blames_nobody(tmp_path: Path) -> None:
    """Stopped in the middle of looks, and woken: a window of its own, and no incident."""
    async with staged(tmp_path, monitors=20) as stage, monitoring(stage) as process:
        async for _ in polled(stage):
            if looks_of(stage):
                break
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(7)
        process.send_signal(signal.SIGCONT)
        await stage_until(stage, "missed-window")
        assert not incidents(stage)
        engine = SqliteEngine(stage.data / "watch.sqlite", readonly=True)
        windows = Reader(engine).windows()
        engine.close()
        assert [each.cause for each in windows] == [Gap.STALL]


def looks_of(stage: Stage) -> int:
    """Count what was seen of the first monitor."""
    engine = SqliteEngine(stage.data / "watch.sqlite", readonly=True)
    try:
        return len(Reader(engine).looks("r0"))
    finally:
        engine.close()


@pytest.mark.timeout(300)
async def test_an_instance_that_slept_through_its_lease_stands_back(
    tmp_path: Path, postgres: str
) -> None:
    """When it wakes another probes; it writes nothing any more, and people are told once."""
    store = fresh_database(postgres)
    (tmp_path / "other").mkdir()
    async with staged(tmp_path) as stage:
        manifest = (tmp_path / "launchready.toml").read_text()
        (tmp_path / "other" / "launchready.toml").write_text(manifest)
        second = Stage(tmp_path / "other")
        async with (
            monitoring(stage, store=store) as first,
            monitoring(second, store=store),
        ):
            engine = PostgresEngine(store)
            holder = await held_by(engine, "")
            first.send_signal(signal.SIGSTOP)
            other = await held_by(engine, holder)
            first.send_signal(signal.SIGCONT)
            stage.product_up = False
            await stage_until(stage, "opened")
            stage.product_up = True
            await stage_until(stage, "closed")
            assert await held_by(engine, "") == other
            engine.close()
        assert set(stage.times.values()) == {1}


def fresh_database(url: str) -> str:
    """Make an empty database; gives its URL."""
    import psycopg

    name = f"t{os.urandom(6).hex()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url.rpartition("/")[0] + f"/{name}"


async def held_by(engine: PostgresEngine, but: str) -> str:
    """Wait until somebody else than this one probes; say who."""
    while True:
        try:
            with engine.transaction(write=False) as run:
                rows = run.all("SELECT holder FROM leases WHERE holder <> ?", but)
        except StoreError:
            rows = []
        if rows:
            return str(rows[0][0])
        await asyncio.sleep(0.1)


async def stage_until(stage: Stage, word: str) -> None:
    """Wait until this was told."""
    async for news in told(stage):
        if word in news:
            return


async def told(stage: Stage) -> AsyncIterator[list[str]]:
    """Give what was told, again and again."""
    while True:
        yield stage.news()
        await asyncio.sleep(0.05)
