"""The health route is held against a real database that is stopped and started for real."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from launchready.drill.health import (
    HONEST,
    RECOVERS,
    Patience,
    choose_way,
    database_answers,
    plan_health,
    take_away,
)
from launchready.drill.plan import Outcome
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.servers.http import RawServer, answer, raw_server
from tests.servers.postgres import Cluster, installed_postgres, serve_cluster

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN
CONTROL = """\
import os, subprocess, sys
programs, folder, action = sys.argv[1:]
subprocess.run(
    [f"{programs}/pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log",
     *(["-m", "immediate"] if action == "stop" else []), action],
    check=True, cwd=folder, user="postgres" if os.getuid() == 0 else None,
    stdout=subprocess.DEVNULL, timeout=55,
)
"""
QUICK = Patience(gone_s=3.0, back_s=40.0, every_s=0.05)


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    """Run a server of this module's own: it is stopped and started."""
    versions = installed_postgres()
    if not versions:
        pytest.skip("no Postgres is installed (apt-get install postgresql)")
    with serve_cluster(versions[min(versions)]) as cluster:
        yield cluster


MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "staging"

[[routes]]
name = "up"
url = "http://app.acme.example/health"
kind = "health"

[database]
url_env = "DATABASE_URL"
stop = "{stop}"
start = "{start}"

[network.connect]
"app.acme.example:80" = "{place}"
"""


async def until(true: Callable[[], bool]) -> None:
    """Wait for something, within the test's own time."""
    async with asyncio.timeout(50):
        for _ in itertools.takewhile(lambda _: not true(), itertools.count()):
            await asyncio.sleep(0.05)


@dataclass
class Product:
    """A product with a health route and a database.

    Attributes:
        cluster: its database; folder: of its repository.
        server: that answers for it; said: what the drill told.
    """

    cluster: Cluster
    folder: Path
    server: RawServer
    said: list[str] = field(default_factory=list)

    def manifest(self, **database: str) -> Manifest:
        """Declare it."""
        (self.folder / "control.py").write_text(CONTROL)
        place = f"{sys.executable} control.py {self.cluster.programs} {self.cluster.folder}"
        commands = {"stop": f"{place} stop", "start": f"{place} start", **database}
        return Manifest.model_validate(
            {
                "product": {"name": "Acme", "domain": "acme.example", "environment": "staging"},
                "routes": [
                    {"name": "up", "url": "http://app.acme.example/health", "kind": "health"}
                ],
                "database": {"url_env": "DATABASE_URL", **commands},
                "network": {
                    "connect": {"app.acme.example:80": f"127.0.0.1:{self.server.port}"}
                },
            }
        )

    async def drill(
        self, *, seen: bool = True, patience: Patience = QUICK, **database: str
    ) -> Outcome:
        """Run the drill; `seen` sets the database's URL."""
        manifest = self.manifest(**database)
        assert manifest.database is not None
        environment = {"DATABASE_URL": self.cluster.url} if seen else {}
        answers = database_answers(manifest.database, environment, Network())
        way = choose_way(manifest, self.folder)

        def reach() -> Network:
            return Network(connect=dict(manifest.network.connect))

        return await take_away(way, reach, answers, self.said.append, patience)

    @property
    def works(self) -> bool:
        """Say whether the database takes a connection."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.cluster.url):
            return True
        return False


@asynccontextmanager
async def product(
    cluster: Cluster, folder: Path, reply: Callable[[bytes], bytes]
) -> AsyncIterator[Product]:
    """Serve a product whose health route answers by a function."""
    async with raw_server(reply, keep=False) as server:
        yield Product(cluster, folder, server)


def honest(cluster: Cluster) -> Callable[[bytes], bytes]:
    """Make a health route that asks its database."""

    def reply(_: bytes) -> bytes:
        with suppress(psycopg.OperationalError), psycopg.connect(cluster.url):
            return answer(200)
        return answer(503)

    return reply


def results(outcome: Outcome) -> dict[str, DrillResult]:
    """Give the verdicts by aspect."""
    return {each.aspect: each.result for each in outcome.trials}


async def test_a_route_that_asks_its_database_is_honest(
    database: Cluster, tmp_path: Path
) -> None:
    """It answers 503 while the database is gone, and is well again with it."""
    async with product(database, tmp_path, honest(database)) as acme:
        outcome = await acme.drill()
    assert outcome.result is PASSED
    assert results(outcome) == {HONEST: PASSED, RECOVERS: PASSED}
    assert "answered 503" in outcome.summary
    assert acme.works
    assert acme.said[-1] == "well again"


async def test_a_route_that_says_200_whatever_happens_lies(
    database: Cluster, tmp_path: Path
) -> None:
    """It fails, by name, and the database is started again."""
    async with product(database, tmp_path, lambda _: answer(200)) as acme:
        outcome = await acme.drill()
    assert outcome.result is FAILED
    assert results(outcome)[HONEST] is FAILED
    assert "went on answering 200" in outcome.summary
    assert acme.works


async def test_unseen_is_not_gone(database: Cluster, tmp_path: Path) -> None:
    """Without the URL, a route that says 200 may be right: nobody saw the database go."""
    async with product(database, tmp_path, lambda _: answer(200)) as acme:
        outcome = await acme.drill(seen=False, patience=Patience(0.2, 1.0, 0.05))
        assert outcome.result is UNKNOWN
        assert "set its URL" in outcome.summary
        with pytest.raises(CannotSee, match="still takes connections"):
            await acme.drill(stop="true", start="true")


async def test_a_product_that_does_not_come_back_fails(
    database: Cluster, tmp_path: Path
) -> None:
    """One that stays down with its database back needs somebody to restart it."""
    states = iter([200])
    reply = lambda _: answer(next(states, 500))  # noqa: E731
    async with product(database, tmp_path, reply) as acme:
        outcome = await acme.drill(patience=Patience(3.0, 0.3, 0.05))
    assert outcome.result is FAILED
    assert results(outcome) == {HONEST: PASSED, RECOVERS: FAILED}
    assert "was not well" in outcome.summary


async def test_a_database_that_does_not_start_is_shouted(
    database: Cluster, tmp_path: Path
) -> None:
    """It is tried twice, and told with the command that a person has to run."""
    async with product(database, tmp_path, lambda _: answer(200)) as acme:
        outcome = await acme.drill(
            seen=False, stop="true", start="echo x >> tried; false",
            patience=Patience(0.1, 0.1, 0.05),
        )  # fmt: skip
    assert outcome.result is FAILED
    assert "THE DATABASE WAS NOT STARTED AGAIN" in outcome.summary
    assert (tmp_path / "tried").read_text() == "x\nx\n"


async def test_an_interrupt_starts_it_again(database: Cluster, tmp_path: Path) -> None:
    """After ctrl-C, too, the database runs."""
    async with product(database, tmp_path, lambda _: answer(200)) as acme:
        task = asyncio.create_task(acme.drill(patience=Patience(50.0, 1.0, 0.05)))
        await until(lambda: not acme.works)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
    assert acme.works


async def test_even_killed_it_starts_it_again(
    database: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drill that gets no chance to clean up leaves that to a process of its own."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    async with product(database, tmp_path, lambda _: answer(200)) as acme:
        commands = acme.manifest().database
        assert commands is not None
        text = MANIFEST.format(
            place=f"127.0.0.1:{acme.server.port}", stop=commands.stop, start=commands.start
        )
        (tmp_path / "launchready.toml").write_text(text)
        drill = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "launchready", "drill", "health", "launchready.toml", "--yes",
            cwd=tmp_path, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await until(lambda: not acme.works)
        drill.kill()
        await drill.wait()
        await until(lambda: acme.works)


@pytest.mark.parametrize(
    ("change", "why"),
    [({"stop": ""}, "stop and start in"), ({"start": ""}, "stop and start in")],
)
async def test_without_commands_it_says_what_to_declare(
    database: Cluster, tmp_path: Path, change: dict[str, str], why: str
) -> None:
    """Nothing is stopped that could not be started again."""
    async with product(database, tmp_path, lambda _: answer(200)) as acme:
        with pytest.raises(CannotSee, match=why):
            choose_way(acme.manifest(**change), tmp_path)


async def test_a_product_that_is_not_well_is_left_alone(
    database: Cluster, tmp_path: Path
) -> None:
    """Its database is not stopped; the plan said what would be."""
    async with product(database, tmp_path, lambda _: answer(500)) as acme:
        with pytest.raises(CannotSee, match="not well before the drill"):
            await acme.drill(stop="touch stopped", start="true")
        plan = plan_health(choose_way(acme.manifest(), tmp_path)).text("Acme", "staging")
    assert not (tmp_path / "stopped").exists()
    assert "the product is DOWN" in plan
