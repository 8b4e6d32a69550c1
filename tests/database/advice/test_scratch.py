"""The throw-away server leaves nothing behind, and the product's planner is only asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from launchready.database.advice.candidates import Candidate
from launchready.database.advice.hypothetical import planner_agrees
from launchready.database.advice.scratch import find_programs, serve_scratch
from launchready.database.connection import open_url
from launchready.facts.base import CannotSee
from launchready.net.network import Network
from tests.servers.clusters import Clusters, MakeDatabase
from tests.servers.postgres import installed_postgres

HOLDS = """
import time
from launchready.database.advice.scratch import find_programs, serve_scratch
with serve_scratch(find_programs(99)) as scratch:
    print(scratch.folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not installed_postgres():
        pytest.skip("no Postgres is installed (apt-get install postgresql)")


def _gone(folder: Path) -> bool:
    until = time.monotonic() + 55
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not folder.exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_however_it_ends(ending: signal.Signals) -> None:
    """After ctrl-C, and even after a kill, the server is stopped and its folder removed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ,
        text=True,
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        server = int((folder / "data/postmaster.pid").read_text().splitlines()[0])
        process.send_signal(ending)
        assert process.wait(timeout=55) != 0
    assert _gone(folder)
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(server)], capture_output=True, text=True, check=False
    )
    # One that has ended may be left for its parent to take note of.
    assert told.stdout.strip()[:1] in {"", "Z"}


def test_nobody_else_gets_in() -> None:
    """Nothing listens on the network, and only the folder's owner may open it."""
    with serve_scratch(find_programs(0)) as scratch:
        with scratch.connect() as connection:
            row = connection.execute("SHOW listen_addresses").fetchone()
        assert row == ("",)
        assert (scratch.folder.stat().st_mode & 0o077) == 0
    assert not scratch.folder.exists()


def test_without_a_server_here_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    from launchready.database.advice import scratch

    monkeypatch.setattr(scratch, "_installed", dict)
    with pytest.raises(CannotSee, match="install the package postgresql"):
        find_programs(17)


def _with_hypopg() -> list[int]:
    return [
        version
        for version in installed_postgres()
        if Path(f"/usr/share/postgresql/{version}/extension/hypopg.control").exists()
    ]


async def test_the_products_planner_is_asked_at_full_size(
    clusters: Clusters, make_database: MakeDatabase
) -> None:
    """With hypopg there, an index is tried in memory alone, and is gone after that."""
    with_it = _with_hypopg()
    if not with_it:
        pytest.skip("hypopg is not installed (apt-get install postgresql-15-hypopg)")
    url = make_database(clusters.get(with_it[0]))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION hypopg")
        connection.execute(
            "CREATE TABLE notes AS SELECT n, n % 2 AS half, repeat('x', 50) AS t "
            "FROM generate_series(1, 20000) n"
        )
        connection.execute("ANALYZE notes")
    found = Candidate("public", "notes", ("n",), 1)
    useless = Candidate("public", "notes", ("half",), 1)
    async with open_url(url, Network()) as reader:
        text = "SELECT t FROM notes WHERE n = $1"
        assert await planner_agrees(reader, "public", (found,), text, 1) is True
        half = "SELECT t FROM notes WHERE half = $1"
        assert await planner_agrees(reader, "public", (useless,), half, 1) is False
        assert await planner_agrees(reader, "public", (found,), "SELECT nonsense", 0) is None
        assert await reader.rows("SELECT * FROM public.hypopg()") == []
