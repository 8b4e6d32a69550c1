"""`launchready perf queues`: whether the declared queues keep up."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import click

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launchready.cli.subject import Target
    from launchready.report.queues import Line

EPILOG = """\b
Examples:
  launchready perf queues                  look at every [[queues]] entry for 10 s
  launchready perf queues --for 120        longer: Celery writes no time into its jobs
  launchready perf queues --queue mail --format json

\b
Reads alone, and a bounded number of jobs; nothing is taken.

\b
Exit status: 0 every queue keeps up and holds no stuck job; 1 one does not; 2 the command
or the manifest is wrong; 3 it could not be told.
"""


@click.command("queues", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--queue", "names", multiple=True, metavar="NAME", help="This queue alone.")
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(0, 600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to look; an empty queue is read once.",
)
@format_option("terminal", "json", words=None)
def command(
    *, manifest: str | None, names: tuple[str, ...], seconds: float, format_: str
) -> None:
    """Say of each queue how old its oldest job is, what comes and goes, and what is stuck."""
    from launchready.cli.subject import find_target
    from launchready.report.queues import exit_status, queues_document, render_queues

    target = find_target(manifest)
    declared = {queue.name for queue in target.manifest.queues}
    if not declared:
        raise click.UsageError("no queue is declared: [[queues]] in launchready.toml")
    for name in names:
        if name not in declared:
            raise click.UsageError(f'no queue is named "{name}"')
    lines = asyncio.run(_look(target, os.environ, names, seconds))
    click.echo(queues_document(lines) if format_ == "json" else render_queues(lines))
    sys.exit(exit_status(lines))


async def _look(
    target: Target, environment: Mapping[str, str], names: tuple[str, ...], seconds: float
) -> list[Line]:
    from launchready.audit.services import open_network
    from launchready.facts.base import CannotSee
    from launchready.manifest.schema import Queue
    from launchready.net.dial import Dialler
    from launchready.net.dns import Resolver
    from launchready.net.network import Network
    from launchready.queues.open import look_into
    from launchready.report.queues import Line

    network = open_network(target.manifest, target.folder)
    inside = Network(connect=network.connect, ca_file=network.ca_file)
    dialler = Dialler(inside, Resolver(network))

    async def one(queue: Queue) -> Line:
        url = environment.get(queue.url_env, "")
        try:
            if not url:
                raise CannotSee(f"{queue.url_env} is not set here")
            every_s = min(1.0, max(0.1, seconds / 10))
            return Line(
                queue, await look_into(dialler, queue, url, seconds=seconds, every_s=every_s)
            )
        except CannotSee as error:
            return Line(queue, None, str(error))

    queues = [each for each in target.manifest.queues if not names or each.name in names]
    return list(await asyncio.gather(*(one(queue) for queue in queues)))
