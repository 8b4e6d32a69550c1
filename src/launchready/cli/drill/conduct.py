"""What every drill does around its own work: announce, ask, run, keep the evidence."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from pathlib import Path

    from launchready.cli.subject import Target
    from launchready.drill import Outcome, Plan
    from launchready.facts.drills import DrillRecord

EXIT_STATUS = {"passed": 0, "failed": 1, "unknown": 3}


def drill_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every drill takes: MANIFEST, --yes, --really, --dry-run, --format.

    The command gets them as `manifest`, and the rest as keywords for `conduct`.
    """
    for option in reversed(
        (
            click.argument("manifest", required=False),
            click.option("--yes", "-y", is_flag=True, help="Do not ask; for CI."),
            click.option(
                "--really", is_flag=True, help="Act on a product that is not staging, too."
            ),
            click.option("--dry-run", is_flag=True, help="Say what it would do, and stop."),
            click.option(
                "--format",
                "format_",
                type=click.Choice(["terminal", "json"]),
                default="terminal",
                show_default=True,
                help="How to write what came of it.",
            ),
        )
    ):
        function = option(function)
    return function


def conduct(
    target: Target,
    plan: Plan,
    work: Callable[[], Awaitable[Outcome]],
    *,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    write: Callable[[DrillRecord], str] | None = None,
    evidence: bool = True,
) -> NoReturn:
    """Announce a drill, ask, run it, keep what came of it, and exit.

    Args:
        target: the product; its folder gets the evidence.
        plan: what will be done.
        work: does it, within its own limits; `CannotSee` makes the result unknown.
        yes: do not ask.
        really: act on what is not staging, too.
        dry_run: announce, and nothing else.
        format_: "terminal" or "json".
        write: writes what came of it, in place of `format_`.
        evidence: whether what came of it is kept; a part of a drill proves nothing.

    Raises:
        click.UsageError: nobody agreed.
    """
    product = target.manifest.product
    name = f"{product.name} ({product.domain})"
    click.echo(plan.text(name, product.environment), err=True)
    if dry_run:
        sys.exit(0)
    _get_consent(target, yes=yes, really=really)
    record = asyncio.run(_run(target, plan, work))
    saved = keep(target.folder.path, record) if evidence else None
    if write is not None:
        click.echo(write(record), nl=False)
    elif format_ == "json":
        from launchready.evidence import record_json

        click.echo(record_json(record), nl=False)
    else:
        click.echo(_told(record))
    if saved:
        click.echo(f"evidence: {saved}", err=True)
    sys.exit(EXIT_STATUS[record.result.value])


def _get_consent(target: Target, *, yes: bool, really: bool) -> None:
    from launchready.drill import Refused, refuse_unless_meant

    try:
        refuse_unless_meant(target.manifest.product, really=really)
    except Refused as error:
        raise click.UsageError(str(error)) from error
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to ask; say --yes where this is meant")
    if not click.confirm("Do it?", default=False, err=True):
        raise click.UsageError("nothing was done")


async def _run(
    target: Target, plan: Plan, work: Callable[[], Awaitable[Outcome]]
) -> DrillRecord:
    from launchready.clock import Clock
    from launchready.drill import Outcome
    from launchready.facts.base import CannotSee
    from launchready.facts.drills import DrillResult

    clock, started = Clock.system(), time.monotonic()
    try:
        outcome = await work()
    except CannotSee as error:
        outcome = Outcome(DrillResult.UNKNOWN, f"could not be seen: {error}")
    product, took_s = target.manifest.product, round(time.monotonic() - started, 2)
    return outcome.record(plan.drill, product.domain, product.environment, clock.now, took_s)


def keep(folder: Path | None, record: DrillRecord, *, by: str = "") -> Path | None:
    """Keep a record, signed; what came of the drill is told even where it cannot be kept.

    Args:
        folder: that of the manifest.
        record: what came of it.
        by: who signs, where that is not who is at work.
    """
    from launchready.evidence import save_record
    from launchready.signing import NoKey, user_signer

    if folder is None:
        return None
    signer = None
    try:
        signer = user_signer(folder)
    except NoKey as error:
        click.echo(f"the evidence is not signed: {error}", err=True)
    if signer is not None and by:
        signer = replace(signer, by=by)
    try:
        return save_record(folder, record, signer)
    except OSError as error:
        click.echo(f"the evidence could not be kept: {error.strerror}", err=True)
        return None


def _told(record: DrillRecord) -> str:
    from launchready.report.trials import table

    lines = [f"{record.result.value}: {record.summary}"]
    # The table tells what is wrong with each trial already.
    lines += table(record.trials) or [f"  {e.place}: {e.text}" for e in record.findings]
    lines += [f"  {e.name}: {e.value:,.10g} {e.unit}".rstrip() for e in record.figures]
    return "\n".join(lines)
