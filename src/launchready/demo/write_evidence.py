"""What the write drill says of a twin: it is run, on a twin with the faults of writes alone."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from launchready.audit.services import open_network
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.evidence import keep
from launchready.demo.faults import Faults
from launchready.drill.write import Pace, run_writes
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import DrillRecord
from launchready.manifest.load import load_manifest

QUICK = Pace(changes=59, first=6, per_second=500, reads=3, patience_s=0.3)
"""On loopback nobody else is held up; 59 changes prove a p95, six find what is far too slow."""

_KNOWN: dict[tuple[str, ...], DrillRecord] = {}
"""By the faults of writes: a drill need not be run for every twin."""


async def write_write_evidence(folder: Path, faults: Faults) -> None:
    """Leave a write drill of just now beside a twin's manifest."""
    shutil.rmtree(folder / STATE_FOLDER / "drills" / "write", ignore_errors=True)
    if faults.write_undrilled:
        return
    of_writes = tuple(name for name in faults.active if name.startswith("write_"))
    if of_writes not in _KNOWN:
        _KNOWN[of_writes] = await _drill(Faults(**dict.fromkeys(of_writes, True)))
    keep(folder, replace(_KNOWN[of_writes], started_at=Clock.system().now))


async def _drill(faults: Faults) -> DrillRecord:
    from launchready.demo.twin import serve

    clock = Clock.system()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="launchready-demo-"))
        twin = await stack.enter_async_context(serve(faults, Path(folder), drilled=False))
        manifest = load_manifest(twin.manifest_path)
        outcome = await run_writes(
            manifest,
            open_network(manifest, Folder(Path(folder))),
            environment=twin.environment,
            pace=QUICK,
            say=lambda _: None,
        )
    return DrillRecord(
        drill="write",
        product=manifest.product.domain,
        environment="staging",
        started_at=clock.now,
        duration_s=0.0,
        result=outcome.result,
        summary=outcome.summary,
        findings=outcome.findings,
        figures=outcome.figures,
        trials=outcome.trials,
    )
