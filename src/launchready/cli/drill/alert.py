"""`launchready drill alert`: whether an alert reaches a person, and in how many minutes."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.drill.conduct import conduct, drill_options

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.drill.alert import Asked, Links

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
        async with _keyboard(code) as typed, _links(target, data_dir) as links:
            click.echo("sent tests; waiting for somebody to acknowledge", err=True)
            return await raise_alarm(
                target.manifest,
                dict(run.channels),
                sender,
                typed,
                wait_min=wait,
                code=code,
                links=links,
            )

    conduct(target, announced, work, yes=yes, really=really, dry_run=dry_run, format_=format_)


@asynccontextmanager
async def _keyboard(code: str) -> AsyncIterator[Asked]:
    """Listen for the code on the terminal; where there is none, nobody types."""
    found: list[tuple[float, str]] = []
    loop = asyncio.get_running_loop()

    def read() -> None:
        line = sys.stdin.readline()
        if not line:
            loop.remove_reader(sys.stdin)
        elif line.strip() == code:
            found.append((time.time(), "whoever typed the code"))
        else:
            click.echo("that is not the code", err=True)

    async def asked() -> tuple[float, str] | None:
        return found[0] if found else None

    listening = sys.stdin.isatty()
    if listening:
        loop.add_reader(sys.stdin, read)
    try:
        yield asked
    finally:
        if listening:
            loop.remove_reader(sys.stdin)


@asynccontextmanager
async def _links(target: Target, data_dir: Path | None) -> AsyncIterator[Links | None]:
    """Open an incident in the running monitor's store, so that links can be followed."""
    from launchready.drill.alert import Links
    from launchready.facts.base import CannotSee
    from launchready.watch.deliver.links import Claim, make_token
    from launchready.watch.service.keys import link_key, own_key
    from launchready.watch.service.opening import FILE_NAME
    from launchready.watch.store import trials
    from launchready.watch.store.engine import StoreError, open_engine
    from launchready.watch.store.ids import new_incident_id

    public = target.manifest.watch.public_url
    if data_dir is None or not public:
        yield None
        return
    name = target.manifest.watch.store_env
    store = os.environ.get(name, "") if name else ""
    incident = new_incident_id()
    try:
        engine = open_engine(store or data_dir / FILE_NAME)
        key = link_key(own_key(engine))
        trials.begin(engine, incident, int(time.time() * 1000))
    except StoreError as error:
        raise CannotSee(f"the monitor's store: {error}") from None

    def url_for(channel: str) -> str:
        token = make_token(key, Claim(incident, channel), int(time.time() * 1000))
        return f"{public.rstrip('/')}/ack/{token}"

    async def asked() -> tuple[float, str] | None:
        found = trials.acknowledged(engine, incident)
        return (found[0] / 1000, found[1]) if found else None

    try:
        yield Links(incident, url_for, asked)
    finally:
        trials.end(engine, incident, int(time.time() * 1000))
        engine.close()
