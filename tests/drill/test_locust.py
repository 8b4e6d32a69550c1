"""The exported spike runs on Locust, as written: one machine leads, two send."""

from __future__ import annotations

import asyncio
import csv
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from pathlib import Path

import pytest

from launchready.drill.spike.locust import write_locustfile
from launchready.load.scenario import LoadRoute, spike
from tests.servers.http import answer, raw_server
from tests.servers.ports import free_port

pytestmark = pytest.mark.timeout(180)


def locust_program() -> str | None:
    """Find Locust: in an environment of its own beside the tests', or on the path.

    Its plugin for pytest patches whatever runs in the same environment.
    """
    own = Path(sys.prefix) / "locust/bin/locust"
    return str(own) if own.exists() else shutil.which("locust")


async def test_a_master_and_two_workers_send_the_spike(tmp_path: Path) -> None:
    """Every route is read, a user's with the session, no faster than the ceiling."""
    program = locust_program()
    if program is None:
        pytest.skip("no Locust is installed (make test puts it beside the tests' environment)")
    good = answer(200, "Connection: keep-alive")
    async with raw_server(lambda _: good) as server:
        place = f"http://127.0.0.1:{server.port}"
        routes = [
            LoadRoute("home", f"{place}/", 1.0),
            LoadRoute("dashboard", f"{place}/dashboard", 1.0),
        ]
        scenario = spike(2, routes, baseline_s=1, ramp_s=0.5, hold_s=3, recovery_s=1)
        path = tmp_path / "spike_file.py"
        users = frozenset({"dashboard"})
        path.write_text(write_locustfile(scenario, "Acme", users, "ACME_COOKIE", 5.0))
        port = str(free_port())
        environment = {**os.environ, "ACME_COOKIE": "session=s3cret", "PYTHONPATH": ""}

        async def begin(*arguments: str) -> Process:
            return await asyncio.create_subprocess_exec(
                program, "-f", str(path), *arguments, env=environment, cwd=tmp_path,
                stdout=DEVNULL, stderr=PIPE,
            )  # fmt: skip

        master = await begin(
            "--master", "--master-bind-host", "127.0.0.1", "--master-bind-port", port,
            "--headless", "--expect-workers", "2", "--csv", str(tmp_path / "told"),
        )  # fmt: skip
        workers = [
            await begin("--worker", "--master-host", "127.0.0.1", "--master-port", port)
            for _ in range(2)
        ]
        try:
            _, log = await master.communicate()
            for worker in workers:
                await worker.communicate()
        finally:
            for process in (master, *workers):
                if process.returncode is None:
                    process.kill()
    assert master.returncode == 0, log.decode()
    assert "2 workers connected" in log.decode()
    asked = Counter(head.split(b" ")[1].decode() for head in server.heads)
    assert set(asked) == {"/", "/dashboard"}
    session = {b"s3cret" in head for head in server.heads if b" /dashboard " in head}
    public = {b"s3cret" in head for head in server.heads if b" / " in head}
    assert (session, public) == ({True}, {False})
    seconds = sum(phase.seconds for phase in scenario.phases)
    assert 20 <= len(server.heads) <= scenario.ceiling_rps * (seconds + 2)
    with (tmp_path / "told_stats.csv").open() as told:
        total = next(row for row in csv.DictReader(told) if row["Name"] == "Aggregated")
    # What was under way at the end is not counted there.
    assert total["Failure Count"] == "0"
    assert len(server.heads) / 2 < int(total["Request Count"]) <= len(server.heads)
