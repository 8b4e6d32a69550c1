"""Whether a release can be taken back by the declared command, and in how many minutes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import Struct

from launchready.drill.command import ended, run_command
from launchready.drill.plan import Outcome, Plan
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure
from launchready.facts.smoke import SmokeRun, StepResult
from launchready.manifest.schema import Deploy, Manifest

DEPLOY_DEADLINE_S = 1800.0
LOOK_EVERY_S = 1.0
PATIENCE = 2.0
"""How many times the declared minutes are waited for before the drill gives up."""

Look = Callable[[], Awaitable[SmokeRun]]
"""Smoke-tests the product as it is now."""


class Way(Struct, frozen=True):
    """What the drill is to do.

    Attributes:
        deploy: command of a release that is made first, "" to take back the running one.
        rollback: command.
        minutes: that it may take.
        folder: where the commands run.
    """

    deploy: str
    rollback: str
    minutes: int
    folder: Path


def choose_way(manifest: Manifest, folder: Path | None, *, deploys: bool) -> Way:
    """Say what is to be done.

    Raises:
        CannotSee: the manifest declares no command for it.
    """
    declared = manifest.deploy or Deploy()
    if not declared.rollback:
        raise CannotSee("no command takes a release back: name it as rollback in [deploy]")
    if deploys and not declared.command:
        raise CannotSee(
            "no command deploys: name it as command in [deploy], or use --no-deploy"
        )
    if folder is None:
        raise CannotSee("there is no folder to run the commands in")
    root = folder / manifest.repository.path if manifest.repository else folder
    command = declared.command if deploys else ""
    return Way(command, declared.rollback, declared.rollback_minutes, root)


def plan_rollback(way: Way) -> Plan:
    """Announce the drill."""
    steps = ["smoke-tests the product, which has to pass"]
    if way.deploy:
        steps.append(f"runs `{way.deploy}`, and smoke-tests until it passes")
    steps.append(f"runs `{way.rollback}`, and smoke-tests until the release before answers")
    return Plan(
        "rollback",
        tuple(steps),
        (f"waits {PATIENCE * way.minutes:g} minutes at most for the product to be well again",),
        "the release before as the running one; deploy again afterwards",
    )


async def roll_back(
    way: Way, look: Look, say: Callable[[str], None], *, pause_s: float = LOOK_EVERY_S
) -> Outcome:
    """Deploy, take it back, and measure until customers are well again.

    Args:
        way: what to do.
        look: smoke-tests the product.
        say: takes a line of progress.
        pause_s: between looks.

    Raises:
        CannotSee: the product is not well to begin with, so that nothing can be told.
    """
    before = await look()
    if before.result is not StepResult.PASSED:
        raise CannotSee(f"the product is not well before the drill: {_why(before)}")
    say(f"well{_release(before)}")
    newer = before
    if way.deploy:
        status = await run_command(way.deploy, way.folder, DEPLOY_DEADLINE_S)
        if status != 0:
            return _failed(f"the deployment failed ({ended(status)})", way.deploy)
        newer = await _until(look, lambda _: True, way.minutes * 60 * PATIENCE, pause_s)
        if newer.result is not StepResult.PASSED:
            return _failed(f"the new release is not well: {_why(newer)}", way.deploy)
        say(f"deployed{_release(newer)}")
    began = time.monotonic()
    patience = way.minutes * 60 * PATIENCE
    status = await run_command(way.rollback, way.folder, patience)
    if status != 0:
        return _failed(f"`{way.rollback}` failed ({ended(status)})", way.rollback)
    changed = newer.release != before.release
    left = patience - (time.monotonic() - began)
    after = await _until(
        look, lambda run: not changed or run.release == before.release, left, pause_s
    )
    minutes = round((time.monotonic() - began) / 60, 2)
    took = Figure("took", minutes, "min")
    if after.result is not StepResult.PASSED:
        return _failed(f"the product is not well after it: {_why(after)}", way.rollback, took)
    if changed and after.release != before.release:
        said = after.release or "no release"
        text = f"{said} still answers, not {before.release}"
        return _failed(text, way.rollback, took)
    proved = "the release before answers" if changed else "the product is well"
    if way.deploy and not changed and before.release:
        return Outcome(
            DrillResult.UNKNOWN,
            f"deploying did not change the release that answers ({before.release}), so going "
            "back proves nothing",
            figures=(took,),
        )
    return Outcome(DrillResult.PASSED, f"went back, and {proved}", figures=(took,))


async def _until(
    look: Look, enough: Callable[[SmokeRun], bool], seconds: float, pause_s: float
) -> SmokeRun:
    """Look again and again until the product is well, or so long; gives the last look."""
    until = time.monotonic() + seconds
    while True:
        run = await look()
        if run.result is StepResult.PASSED and enough(run):
            return run
        if time.monotonic() + pause_s >= until:
            return run
        await asyncio.sleep(pause_s)


def _failed(text: str, place: str, *figures: Figure) -> Outcome:
    finding = DrillFinding(place, text)
    return Outcome(DrillResult.FAILED, text, (finding,), figures)


def _why(run: SmokeRun) -> str:
    bad = [s for s in run.steps if s.result in {StepResult.FAILED, StepResult.UNKNOWN}]
    return "; ".join(f"{step.name}: {step.text}" for step in bad[:3]) or "nothing was seen"


def _release(run: SmokeRun) -> str:
    return f", release {run.release}" if run.release else ""
