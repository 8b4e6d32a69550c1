"""Starts the product against the restored database, and sees whether it works."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from launchready.drill.command import ended, run_command, started
from launchready.facts.drills import DrillResult, Trial
from launchready.facts.smoke import SmokeRun, StepResult

DEADLINE_S = 600.0
LOOK_EVERY_S = 1.0

Look = Callable[[], Awaitable[SmokeRun]]
"""Smoke-tests the product that was started."""


async def boot(
    command: str, folder: Path, variables: Mapping[str, str], look: Look | None
) -> Trial:
    """Start the product, and end it afterwards.

    Args:
        command: starts it; without `look` it also says by its exit status whether it works.
        folder: where it runs.
        variables: with the restored database's URL.
        look: smoke-tests what was started; None where the command does.
    """
    if look is None:
        status = await run_command(command, folder, DEADLINE_S, variables)
        return _trial(DrillResult.PASSED if status == 0 else DrillResult.FAILED,
                      f"`{command}`: {ended(status)}")  # fmt: skip
    until = time.monotonic() + DEADLINE_S
    async with started(command, folder, variables) as process:
        while True:
            run = await look()
            if run.result is StepResult.PASSED:
                return _trial(
                    DrillResult.PASSED, f"{_passed(run)} steps of the smoke test passed"
                )
            if process.returncode:  # 0: it left the product running, as docker compose does
                return _trial(DrillResult.FAILED, f"`{command}`: {ended(process.returncode)}")
            if time.monotonic() + LOOK_EVERY_S >= until:
                return _given_up(run)
            await asyncio.sleep(LOOK_EVERY_S)


def _given_up(run: SmokeRun) -> Trial:
    bad = [s for s in run.steps if s.result in {StepResult.FAILED, StepResult.UNKNOWN}]
    text = "; ".join(f"{step.name}: {step.text}" for step in bad[:3]) or "nothing was seen"
    failed = run.result is StepResult.FAILED
    return _trial(DrillResult.FAILED if failed else DrillResult.UNKNOWN, text)


def _passed(run: SmokeRun) -> int:
    return sum(step.result is StepResult.PASSED for step in run.steps)


def _trial(result: DrillResult, text: str) -> Trial:
    return Trial("product", "restored", "works", result, text)
