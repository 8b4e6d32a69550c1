"""On a cluster, a worker that dies in the middle takes nothing with it."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from launchready.audit.run import Selection
from launchready.fleet.audited import Audited
from launchready.fleet.row import failed_row
from launchready.fleet.run import Output
from launchready.fleet.spread import audit_batch, run_spread
from tests.fleet.products import OFFLINE, make_products

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.timeout(240),
    # Dask's own threads end late, and its dead worker's socket is closed by the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Run a cluster of two worker processes on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        )
        with cluster, distributed.Client(cluster, set_as_default=False) as connected:
            yield connected


def slowly(manifests: Sequence[str], selection: Selection) -> list[Audited]:
    """Stand for an audit: leave a trace of each product, and take some time."""
    folder = Path(manifests[0]).parent.parent
    rows = []
    for manifest in manifests:
        with (folder / "trace").open("a") as file:
            file.write(f"{os.getpid()} {manifest}\n")
        time.sleep(0.02)
        rows.append(Audited(failed_row(Path(manifest), "wrong", "a stand-in")))
    return rows


def test_a_worker_is_killed_in_the_middle(client: Any, tmp_path: Path) -> None:
    """Its task is done by another: nothing is lost, and nothing is written twice."""
    targets = make_products(tmp_path / "clients", 60)
    trace, killed = tmp_path / "clients" / "trace", 0

    def kill_once(_: object) -> None:
        nonlocal killed
        if not killed:
            # Whoever wrote the last line is in the middle of a task, or between two.
            killed = int(trace.read_text().splitlines()[-1].split()[0])
            os.kill(killed, signal.SIGKILL)

    with Output(tmp_path / "out") as output:
        run_spread(
            client,
            output.left(targets, fresh=False),
            output,
            selection=OFFLINE,
            batch=5,
            on_row=kill_once,
            work=slowly,
        )
    lines = (tmp_path / "out" / "journal.jsonl").read_text().splitlines()[1:]
    rows = list(output.journal.rows())
    assert Counter(each.manifest for each in rows) == Counter(map(str, targets))
    assert len(lines) == len(targets)
    assert {each.why for each in rows} == {"a stand-in"}
    workers = {line.split()[0] for line in trace.read_text().splitlines()}
    assert str(killed) in workers
    assert len(workers) >= 2


def test_real_products(client: Any, tmp_path: Path) -> None:
    """Workers audit for real, wrong manifests are rows, and pages are written here."""
    targets = make_products(tmp_path / "clients", 6, wrong=1)
    with Output(tmp_path / "out") as output:
        left = output.left(targets, fresh=False)
        run_spread(client, left, output, selection=OFFLINE, batch=3, work=audit_batch)
    rows = list(output.journal.rows())
    assert Counter(each.state for each in rows) == {"audited": 5, "wrong": 1}
    assert len(list((tmp_path / "out" / "products").glob("*.html"))) == 5
