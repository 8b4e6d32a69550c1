"""What the write drill says of a twin: it is run, on a twin with the faults of writes alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from launchready.demo.evidence import keep_outcome, met, undrilled
from launchready.demo.faults import Faults
from launchready.drill import Outcome
from launchready.drill.write import Pace, run_writes
from launchready.evidence import STATE_FOLDER

QUICK = Pace(changes=59, first=6, per_second=500, reads=3, patience_s=0.3)
"""On loopback nobody else is held up; 59 changes prove a p95, six find what is far too slow."""

_KNOWN: dict[tuple[str, ...], Outcome] = {}
"""By the faults of writes: a drill need not be run for every twin."""


async def write_write_evidence(folder: Path, faults: Faults) -> None:
    """Leave a write drill of just now beside a twin's manifest."""
    shutil.rmtree(folder / STATE_FOLDER / "drills" / "write", ignore_errors=True)
    if faults.write_undrilled:
        return
    of_writes = met(faults, "write_")
    if of_writes not in _KNOWN:
        async with undrilled(faults, of="write_") as twin:
            _KNOWN[of_writes] = await run_writes(
                twin.manifest,
                twin.network(),
                environment=twin.environment,
                pace=QUICK,
                say=lambda _: None,
            )
    keep_outcome(folder, "write", _KNOWN[of_writes])
