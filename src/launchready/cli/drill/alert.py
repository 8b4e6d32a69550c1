"""`launchready drill alert`: whether an alert reaches a person, and in how many minutes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from launchready.cli.drill.answers import keyboard, open_links
from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill alert --dry-run                     who would be told, and how
  launchready drill alert --really                      tell them, and wait for the code
  launchready drill alert --really --data-dir /var/lib/launchready
                                                        links of the running monitor, too

\b
Exit status: 0 every channel took its test, and somebody acknowledged; 1 a channel
did not take it; 3 nobody acknowledged in time.
"""


@click.command("alert", epilog=EPILOG)
@drill_options
@click.option(
    "--wait",
    type=click.FloatRange(min=0.01, max=120),
    default=5.0,
    show_default=True,
    metavar="MINUTES",
    help="How long to wait for an acknowledgement.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="The running monitor's, so that links in the messages work.",
)
def command(
    *,
    manifest: str | None,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    wait: float,
    data_dir: Path | None,
) -> None:
    """Send a test by every channel; measure the minutes until somebody acknowledges.

    Each message bears a code: whoever gets it types it here.  With --data-dir, the link in
    it works, too, as it does in a real alert ([watch] public_url).
    """
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.alert import plan_alert, raise_alarm
    from launchready.facts.base import CannotSee
    from launchready.watch.deliver.channel import Sender
    from launchready.watch.probe.names import Names
    from launchready.watch.service.plan import PlanError, make_plan

    target = find_target(manifest)
    from launchready.audit.services import open_network

    links_work = bool(data_dir and target.manifest.watch.public_url)
    try:
        announced = plan_alert(target.manifest, wait, links=links_work)
        channels = target.manifest.model_copy(update={"monitors": ()})
        run = make_plan(channels, os.environ, open_network(target.manifest, target.folder))
    except CannotSee as error:
        raise click.UsageError(str(error)) from error
    except PlanError as error:
        if dry_run:
            click.echo("\n".join(error.problems), err=True)
            run = None
        else:
            raise click.UsageError("\n".join(error.problems)) from None

    async def work() -> Outcome:
        assert run is not None
        code = f"{secrets.randbelow(9000) + 1000}"
        sender = Sender(run.outward, Names(run.outward))
        async with keyboard((code,)) as typed, open_links(target, data_dir) as links:
            click.echo("sent tests; waiting for somebody to acknowledge", err=True)
            return await raise_alarm(
                target.manifest,
                dict(run.channels),
                sender,
                typed(code),
                wait_min=wait,
                code=code,
                links=links,
            )

    conduct(target, announced, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
