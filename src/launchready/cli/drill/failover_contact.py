"""`launchready drill failover-contact`: whether the emergency contacts answer, and how soon."""

from __future__ import annotations

import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import click

from launchready.cli.drill.answers import keyboard, open_links
from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill failover-contact --dry-run            who would be called, and how
  launchready drill failover-contact --really             call them, in their order
  launchready drill failover-contact --really --everyone  go on after an answer
  launchready drill failover-contact --really --yes --data-dir /var/lib/launchready
                                                          answered by the monitor's links

\b
The chain is [[contacts]]; a contact without a channel is called by you, by hand.

\b
Exit status: 0 somebody answered; 1 nobody did; 3 nobody could have answered here.
"""


@click.command("failover-contact", epilog=EPILOG)
@drill_options
@click.option("--everyone", is_flag=True, help="Call the next one after an answer, too.")
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
    everyone: bool,
    data_dir: Path | None,
) -> None:
    """Call the emergency contacts, and see who answers, and when.

    Each is sent a test by its channel, with a code to type here or a link to follow; who
    does not answer in time is followed by the next.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.failover_contact import Line, call_chain, make_codes, plan_contacts
    from launchready.facts.base import CannotSee
    from launchready.watch.deliver.channel import Sender
    from launchready.watch.probe.names import Names
    from launchready.watch.service.plan import PlanError, make_plan

    target = find_target(manifest)
    contacts = target.manifest.contacts
    called = {each.channel for each in contacts if each.channel}
    channels = tuple(each for each in target.manifest.channels if each.name in called)
    alone = target.manifest.model_copy(update={"monitors": (), "channels": channels})
    try:
        announced = plan_contacts(target.manifest, everyone=everyone)
        run = make_plan(alone, os.environ, open_network(target.manifest, target.folder))
    except CannotSee as error:
        raise click.UsageError(str(error)) from error
    except PlanError as error:
        if not dry_run:
            raise click.UsageError("\n".join(error.problems)) from None
        click.echo("\n".join(error.problems), err=True)
        run = None

    async def work() -> Outcome:
        assert run is not None
        if not (sys.stdin.isatty() or (data_dir and target.manifest.watch.public_url)):
            raise CannotSee(
                "nobody can answer here: run it in a terminal, or with --data-dir of the "
                "monitor and [watch] public_url"
            )
        codes = make_codes(len(contacts))
        async with AsyncExitStack() as stack:
            typed = await stack.enter_async_context(keyboard(codes))
            lines = [
                Line(
                    contact,
                    code,
                    typed(code),
                    await stack.enter_async_context(open_links(target, data_dir))
                    if contact.channel
                    else None,
                )
                for contact, code in zip(contacts, codes, strict=True)
            ]
            sender = Sender(run.outward, Names(run.outward))
            return await call_chain(
                target.manifest, lines, dict(run.channels), sender, say, everyone=everyone
            )

    def say(line: str) -> None:
        click.echo(line, err=True)

    conduct(target, announced, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
