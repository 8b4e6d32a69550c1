"""What perf and the spike say of a twin: both are run, on one with faults of speed alone."""

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
from launchready.drill.plan import Outcome
from launchready.drill.spike.plan import Shape, make_scenario
from launchready.drill.spike.run import run_spike
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import DrillRecord, DrillResult
from launchready.facts.performance import PerfRun
from launchready.load.history import save_run
from launchready.load.sample import Manner, sample
from launchready.manifest.load import load_manifest

SHORT = Shape(baseline_s=1.0, ramp_s=0.3, hold_s=2.2, recovery_s=2.0, timeout_s=2.0)
QUICK = Manner(first=6, most=60, per_second=500)
"""On loopback, nobody else is held up; six samples suffice to find what is far too slow."""
FEW = Manner(first=12, most=12, per_second=500)
TRIES = 10
"""A machine that is busy with other things makes a spike unknown: it is tried again."""

_SPIKES: dict[tuple[str, ...], DrillRecord] = {}
_RUNS: dict[tuple[str, ...], PerfRun] = {}
"""By the faults that matter to them: seconds of work need not be done for every twin."""


async def write_performance_evidence(folder: Path, faults: Faults) -> None:
    """Leave a run of perf and a spike of just now beside a twin's manifest."""
    spiked = tuple(name for name in faults.active if name.startswith("spike_"))
    slow = tuple(name for name in faults.active if name.startswith("speed_"))
    for old in (folder / STATE_FOLDER / "perf", folder / STATE_FOLDER / "drills" / "spike"):
        shutil.rmtree(old, ignore_errors=True)
    now = Clock.system().now
    if not faults.speed_unsampled:
        if slow not in _RUNS:
            _RUNS[slow] = await _sampled(Faults(**dict.fromkeys(slow, True)))
        save_run(folder, replace(_RUNS[slow], started_at=now))
    if not faults.spike_untried:
        if spiked not in _SPIKES:
            _SPIKES[spiked] = await _spiked(Faults(**dict.fromkeys(spiked, True)))
        keep(folder, replace(_SPIKES[spiked], started_at=now))


async def _sampled(faults: Faults) -> PerfRun:
    from launchready.demo.twin import serve

    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="launchready-demo-"))
        twin = await stack.enter_async_context(serve(faults, Path(folder), drilled=False))
        manifest = load_manifest(twin.manifest_path)
        network = open_network(manifest, Folder(Path(folder)))
        # A slow report would be read 60 times to prove that it is not too slow.
        manner = FEW if faults.speed_report_anew else QUICK
        return await sample(manifest, network, environment=twin.environment, manner=manner)


async def _spiked(faults: Faults) -> DrillRecord:
    from launchready.demo.twin import serve

    clock = Clock.system()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="launchready-demo-"))
        twin = await stack.enter_async_context(serve(faults, Path(folder), drilled=False))
        manifest = load_manifest(twin.manifest_path)
        for _ in range(TRIES):
            outcome: Outcome = await run_spike(
                manifest,
                open_network(manifest, Folder(Path(folder))),
                make_scenario(manifest, SHORT),
                environment=twin.environment,
            )
            if outcome.result is not DrillResult.UNKNOWN:
                break
    return DrillRecord(
        drill="spike",
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
