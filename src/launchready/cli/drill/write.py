"""`launchready drill write`: whether changes show at once, and how long they take."""

from __future__ import annotations

import os

import click

from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill write --dry-run          what it would change, and where it looks
  launchready drill write staging.toml       say it, ask, do it
  launchready drill write --changes 20       fewer: enough to find what is far too slow

\b
[[writes]] of the manifest says what to fill in, and which routes show it.

\b
Exit status: 0 every change showed at once and in time; 1 one did not; 3 it could not
be told.
"""


@click.command("write", epilog=EPILOG)
@drill_options
@click.option(
    "--changes",
    type=click.IntRange(1, 200),
    default=60,
    show_default=True,
    help="Of each declared write, at most; 59 prove a p95 within its target.",
)
def command(
    *,
    manifest: str | None,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    changes: int,
) -> None:
    """Make each declared change again and again, and read it back at once as its user.

    What is read and does not show the change is stale: a cache that was not emptied, or a
    replica that is behind.  It is waited for, so that you know for how long.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.write import Pace, plan_writes, run_writes
    from launchready.facts.base import CannotSee

    target, pace = find_target(manifest), Pace(changes=changes, reads=changes)
    try:
        plan = plan_writes(target.manifest, pace)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error

    async def work() -> Outcome:
        return await run_writes(
            target.manifest,
            open_network(target.manifest, target.folder),
            environment=os.environ,
            pace=pace,
            say=lambda line: click.echo(line, err=True),
        )

    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
