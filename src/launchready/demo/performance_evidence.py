"""What perf and the spike say of a twin: both are run, on one with faults of speed alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec.structs import replace

from launchready.clock import Clock
from launchready.demo.evidence import keep_outcome, met, undrilled
from launchready.demo.faults import Faults
from launchready.drill import Outcome
from launchready.drill.spike.plan import Shape, make_scenario
from launchready.drill.spike.run import run_spike
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import DrillResult
from launchready.facts.performance import PerfRun
from launchready.load.history import save_run
from launchready.load.sample import Manner, sample

SHORT = Shape(baseline_s=1.0, ramp_s=0.3, hold_s=2.2, recovery_s=2.0, timeout_s=2.0)
QUICK = Manner(first=6, most=60, per_second=500)
"""On loopback, nobody else is held up; six samples suffice to find what is far too slow."""
FEW = Manner(first=12, most=12, per_second=500)
TRIES = 10
"""A machine that is busy with other things makes a spike unknown: it is tried again."""

_SPIKES: dict[tuple[str, ...], Outcome] = {}
_RUNS: dict[tuple[str, ...], PerfRun] = {}
"""By the faults that matter to them: seconds of work need not be done for every twin."""


async def write_performance_evidence(folder: Path, faults: Faults) -> None:
    """Leave a run of perf and a spike of just now beside a twin's manifest."""
    spiked, slow = met(faults, "spike_"), met(faults, "speed_")
    for old in (folder / STATE_FOLDER / "perf", folder / STATE_FOLDER / "drills" / "spike"):
        shutil.rmtree(old, ignore_errors=True)
    if not faults.speed_unsampled:
        if slow not in _RUNS:
            _RUNS[slow] = await _sampled(faults)
        save_run(folder, replace(_RUNS[slow], started_at=Clock.system().now))
    if not faults.spike_untried:
        if spiked not in _SPIKES:
            _SPIKES[spiked] = await _spiked(faults)
        keep_outcome(folder, "spike", _SPIKES[spiked])


async def _sampled(faults: Faults) -> PerfRun:
    # A slow report would be read 60 times to prove that it is not too slow.
    manner = FEW if faults.speed_report_anew else QUICK
    async with undrilled(faults, of="speed_") as twin:
        return await sample(
            twin.manifest, twin.network(), environment=twin.environment, manner=manner
        )


async def _spiked(faults: Faults) -> Outcome:
    async with undrilled(faults, of="spike_") as twin:
        for _ in range(TRIES):
            outcome = await run_spike(
                twin.manifest,
                twin.network(),
                make_scenario(twin.manifest, SHORT),
                environment=twin.environment,
            )
            if outcome.result is not DrillResult.UNKNOWN:
                break
    return outcome
