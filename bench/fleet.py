"""Many products: how many a second on this machine and on two workers, and in what memory.

Run: python -m bench.fleet [speed|spread|memory ...]; without words all three.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launchready.audit.run import Options, Selection, audit
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.faults import READY
from launchready.demo.twin import serve
from launchready.fleet.audited import Audited, audit_all
from launchready.fleet.page import write_page
from launchready.fleet.row import failed_row, row_of
from launchready.fleet.run import Output, run_here
from launchready.fleet.spread import run_spread
from launchready.fleet.turns import Turns
from launchready.manifest.schema import Manifest
from launchready.report import html
from launchready.report import json as as_json

PRODUCTS = 24
"""Of the measurement of speed: copies of the demo's ready product, audited in full.  They share
their hosts, so that each process audits one after another."""
WARM = 4
STAND_INS = 100
"""Of the measurement of speed without a product: each waits as an audit of a product at 40 ms
does, and computes for a fifth of what one does."""
WAITS_S, COMPUTES_S = 0.6, 0.2
SIMULATED = (100, 1_000, 10_000)
CLUSTER = """
from distributed import LocalCluster
import sys
with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


async def speed() -> None:
    """Audit the same product many times, in every way."""
    with tempfile.TemporaryDirectory() as folder:
        async with serve(READY, Path(folder)) as twin:
            text = twin.manifest_path.read_text()
            copies = [twin.manifest_path.with_name(f"p{n}.toml") for n in range(PRODUCTS)]
            for copy in copies:
                copy.write_text(text)
            environment = {**os.environ, **twin.environment}
            _tell("on this machine", await _fleet(copies, environment))
            with cluster(environment) as address:
                few = ("--scheduler", address, "--batch", "4")
                await _fleet(copies[:WARM], environment, *few)
                _tell(
                    "a Dask cluster of 2 workers here", await _fleet(copies, environment, *few)
                )
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, which serve the product, too; load average {load:.1f}")


@contextmanager
def cluster(environment: dict[str, str]) -> Iterator[str]:
    """Run a cluster of two workers; give its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=environment,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate("")


async def _fleet(copies: list[Path], environment: dict[str, str], *words: str) -> float:
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-m",
            "launchready",
            "fleet",
            *map(str, copies),
            "--out",
            out,
        ]
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, *words, env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        status = await process.wait()
        taken = time.perf_counter() - began
        lines = (Path(out) / "journal.jsonl").read_text().splitlines()
        rows = [json.loads(line)["row"]["state"] for line in lines if '"row"' in line]
        assert rows == ["audited"] * len(copies), (status, rows)
        return taken


def _tell(what: str, seconds: float, products: int = PRODUCTS) -> None:
    print(f"{what:36} {products / seconds:5.2f} products a second")


async def simulate(count: int) -> None:
    """Bring so many stand-ins through everything but the audit; print the peak memory."""
    declared = Manifest.model_validate({"product": {"name": "A", "domain": "acme.example"}})
    options = Options(selection=Selection(stages=("config", "handover")))
    report, _ = await audit(declared, Folder(None), options, Clock.system())

    async def work(manifest: Path) -> Audited:
        own = report.model_copy(update={"product": manifest.parent.name})
        await asyncio.sleep(0)
        return Audited(row_of(manifest, own), html.render(own), as_json.render(own))

    with tempfile.TemporaryDirectory() as folder, Output(Path(folder)) as output:
        targets = tuple(Path(f"/simulated/p{n}/launchready.toml") for n in range(count))
        left = output.left(targets, fresh=True)
        await run_here(left, output, at_once=4, selection=Selection(), work=work)
        write_page(Path(folder) / "index.html", output.journal, output.finish())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


async def stand_in(manifest: Path) -> Audited:
    """Stand for an audit: wait, and compute."""
    await asyncio.sleep(WAITS_S)
    until = time.thread_time() + COMPUTES_S
    while time.thread_time() < until:
        pass
    return Audited(failed_row(manifest, "wrong", "a stand-in"))


def stand_in_batch(manifests: Sequence[str], selection: Selection) -> list[Audited]:
    """Do so on a worker."""
    found: list[Audited] = []
    turns = Turns(map(Path, manifests))
    asyncio.run(audit_all(turns, 4, selection=selection, keep=found.append, work=stand_in))
    return found


def spread() -> None:
    """Say what a second process brings, of stand-ins for products."""
    from distributed import Client

    targets = [Path(f"/simulated/p{n}/launchready.toml") for n in range(STAND_INS)]
    with tempfile.TemporaryDirectory() as folder, Output(Path(folder)) as output:
        left = output.left(targets, fresh=True)
        began = time.perf_counter()
        asyncio.run(run_here(left, output, at_once=4, selection=Selection(), work=stand_in))
        _tell("stand-ins, on this machine", time.perf_counter() - began, STAND_INS)
    with (
        cluster(dict(os.environ)) as address,
        Client(address, set_as_default=False) as client,
        tempfile.TemporaryDirectory() as folder,
        Output(Path(folder)) as output,
    ):
        left = output.left(targets, fresh=True)
        run_spread(
            client, left[:8], output, selection=Selection(), batch=2, work=stand_in_batch
        )
        began = time.perf_counter()
        run_spread(client, left, output, selection=Selection(), batch=10, work=stand_in_batch)
        _tell("stand-ins, on 2 workers", time.perf_counter() - began, STAND_INS)
    print(f"load average {os.getloadavg()[0]:.1f}")


def memory() -> None:
    """Say how memory grows with the number of products."""
    for count in SIMULATED:
        began = time.perf_counter()
        command = [sys.executable, "-m", "bench.fleet", "simulate", str(count)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        taken = time.perf_counter() - began
        print(f"{count:6} simulated products: {float(done.stdout):6.1f} MB, {taken:5.1f} s")


if __name__ == "__main__":
    named = sys.argv[1:] or ["speed", "spread", "memory"]
    if named[0] == "simulate":
        asyncio.run(simulate(int(named[1])))
    if "speed" in named:
        asyncio.run(speed())
    if "spread" in named:
        spread()
    if "memory" in named:
        memory()
