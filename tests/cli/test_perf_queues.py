"""`launchready perf queues` as a user runs it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.demo.faults import Faults
from launchready.demo.jobs import MANIFEST, URL, make_queue
from launchready.demo.redis_server import redis_server

PRODUCT = '[product]\nname = "Acme"\ndomain = "acme.example"\n\n'


async def looked(faults: Faults, folder: Path, *arguments: str) -> Result:
    """Look at the demo's queue."""
    async with redis_server(make_queue(faults)) as redis:
        path = folder / "launchready.toml"
        path.write_text(
            f'{PRODUCT}{MANIFEST}\n[network]\nresolver = "127.0.0.1:9"\n[network.connect]\n'
            f'"redis.acme.example:6379" = "127.0.0.1:{redis.port}"\n'
        )
        command = ["perf", "queues", str(path), "--for", "0.3", *arguments]
        return await asyncio.to_thread(CliRunner().invoke, cli, command)


async def test_each_queue_gets_a_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 where it keeps up; 1 where nobody takes a job or one is stuck, and it says so."""
    monkeypatch.setenv("REDIS_URL", URL)
    well = await looked(Faults(), tmp_path)
    assert (well.exit_code, "pass" in well.stdout) == (0, True), well.output
    late = await looked(Faults(jobs_piled_up=True), tmp_path)
    assert late.exit_code == 1
    assert "nobody takes a job" in late.stdout
    lost = await looked(Faults(job_lost=True), tmp_path, "--format", "json")
    assert lost.exit_code == 1
    (queue,) = json.loads(lost.stdout)["queues"]
    assert (queue["pace"], queue["look"]["stuck"][0]["lost"]) == ("keeps-up", True)


async def test_what_cannot_be_read_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the variable, with one of another kind, or with nobody there: 3, and why."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    unset = await looked(Faults(), tmp_path)
    assert (unset.exit_code, "REDIS_URL is not set here" in unset.stdout) == (3, True)
    monkeypatch.setenv("REDIS_URL", "http://ana:hunter2@acme.example")
    other = await looked(Faults(), tmp_path)
    assert (other.exit_code, "is not a redis:// URL" in other.stdout) == (3, True)
    assert "hunter2" not in other.output
    assert (await looked(Faults(), tmp_path, "--queue", "post")).exit_code == 2
