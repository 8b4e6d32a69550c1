"""Spreads a fleet over a Dask cluster: tasks of about fifty products, written down here.

A worker gives back rows and pages, and this process alone writes them.  Where a worker dies,
its task is done again by another; what it had not given back was never written, so that
nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from launchready.audit.run import Selection
from launchready.fleet.audited import Audited, audit_all
from launchready.fleet.row import failed_row
from launchready.fleet.run import OnRow, Output
from launchready.fleet.turns import Turns

if TYPE_CHECKING:
    from distributed import Client, Future

BATCH = 50
"""Products of one task: minutes of work, against the seconds that a task's loss costs."""
AT_ONCE = 4
"""Audits at the same time within a task."""
TASKS_AHEAD = 2
"""Tasks that wait for each worker: what comes back is held in memory until it is written."""
RETRIES = 3
"""Workers that may die with one task before it is given up."""

Work = Callable[[Sequence[str], Selection], list[Audited]]


def audit_batch(manifests: Sequence[str], selection: Selection) -> list[Audited]:
    """Audit a task's products; runs on a worker, which must see the manifests' folders."""
    found: list[Audited] = []
    turns = Turns(map(Path, manifests))
    asyncio.run(audit_all(turns, AT_ONCE, selection=selection, keep=found.append))
    gc.collect()
    return found


def run_spread(
    client: Client,
    targets: Iterable[Path],
    output: Output,
    *,
    selection: Selection,
    batch: int = BATCH,
    on_row: OnRow | None = None,
    work: Work = audit_batch,
) -> None:
    """Audit products on a cluster.

    Args:
        client: connected to it.
        targets: manifests, at paths that workers see, too.
        output: where each is written as soon as its task is back.
        selection: checks.
        batch: products of a task.
        on_row: told of each.
        work: what a task does.

    Raises:
        OSError: the output cannot be written.
    """
    from distributed import as_completed

    waiting_targets = iter(targets)
    given_out: dict[str, tuple[str, ...]] = {}

    def give_out() -> Iterator[Future]:
        """Give out one task, where there is one."""
        if task := tuple(map(str, islice(waiting_targets, batch))):
            future = client.submit(work, task, selection, pure=False, retries=RETRIES)
            given_out[future.key] = task
            yield future

    workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    ahead = [each for _ in range(TASKS_AHEAD * workers) for each in give_out()]
    waiting = as_completed(ahead, loop=client.loop)
    del ahead  # a future that is held keeps its result in the cluster
    for future in waiting:
        for audited in _back(future, given_out.pop(future.key)):
            output.keep(audited)
            if on_row is not None:
                on_row(audited.row)
        future.release()
        for each in give_out():
            waiting.add(each)


def _back(future: Future, task: Sequence[str]) -> list[Audited]:
    """Give what a task brought; its loss is told of each of its products."""
    try:
        found: list[Audited] = future.result()
    except Exception as error:  # noqa: BLE001 -- one task must not end the run
        why = f"lost in the cluster: {type(error).__name__}"
        return [Audited(failed_row(Path(each), "broken", why)) for each in task]
    return found
