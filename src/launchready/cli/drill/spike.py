"""`launchready drill spike`: what ten times the normal peak does to the product."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.drill.conduct import conduct, drill_options

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.drill.beside import Sampler
    from launchready.load.result import Progress

EPILOG = """\b
Examples:
  launchready drill spike --dry-run              what it would send, and where
  launchready drill spike staging.toml           say it, ask, do it
  launchready drill spike --hold 60 --factor 5   longer, and less
  launchready drill spike --export locust spike.py   the same, for many machines

\b
Never more than 10 times the declared peak_rps, nor than max_rps in [load].  Reads
only.  Where this machine is too slow to send in time, the result is unknown.

\b
Exit status: 0 it held; 1 it did not; 2 the command or the manifest is wrong, or
nobody agreed; 3 it could not be seen.
"""


@click.command("spike", epilog=EPILOG)
@drill_options
@click.option(
    "--factor",
    type=click.FloatRange(min=1, max=10),
    default=10.0,
    show_default=True,
    help="Of the declared peak.",
)
@click.option("--baseline", type=click.FloatRange(0.1, 900), default=20.0, show_default=True,
              metavar="SECONDS", help="At the normal peak, before.")  # fmt: skip
@click.option("--ramp", type=click.FloatRange(0.1, 900), default=10.0, show_default=True,
              metavar="SECONDS", help="Up, and down again.")  # fmt: skip
@click.option("--hold", type=click.FloatRange(0.1, 900), default=30.0, show_default=True,
              metavar="SECONDS", help="At the spike.")  # fmt: skip
@click.option("--recovery", type=click.FloatRange(0.1, 900), default=30.0, show_default=True,
              metavar="SECONDS", help="At the normal peak, after.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0.1, 60), default=10.0, show_default=True,
              metavar="SECONDS", help="How long to wait for an answer.")  # fmt: skip
@click.option(
    "--export",
    type=(click.Choice(["locust"]), click.Path(dir_okay=False, path_type=Path)),
    metavar="locust FILE",
    help="Write the same spike for Locust, and send nothing.",
)
def command(
    *,
    manifest: str | None,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    factor: float,
    baseline: float,
    ramp: float,
    hold: float,
    recovery: float,
    timeout: float,
    export: tuple[str, Path] | None,
) -> None:
    """Put ten times the normal peak on the product, once, and see it recover.

    Requests go out when they are due, whatever the server does, and latency counts from
    that moment.  The routes of the manifest are mixed by their weight; those of a user are
    read as the user of [session].
    """
    import os

    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.spike.plan import Shape, make_scenario, plan_spike
    from launchready.drill.spike.queues import queue_samplers
    from launchready.drill.spike.run import run_spike
    from launchready.facts.base import CannotSee
    from launchready.load.generator import MAX_IN_FLIGHT, Limits, open_files_allow

    target = find_target(manifest)
    try:
        scenario = make_scenario(
            target.manifest, Shape(factor, baseline, ramp, hold, recovery, timeout)
        )
    except CannotSee as error:
        raise click.UsageError(str(error)) from error
    if export is not None:
        from launchready.drill.spike.locust import write_locustfile

        of_users = frozenset(r.name for r in target.manifest.routes if r.access == "user")
        session = target.manifest.session
        cookie_env = (session.cookie_env if session else None) or "SPIKE_COOKIE"
        name = target.manifest.product.name
        text = write_locustfile(scenario, name, of_users, cookie_env, timeout)
        export[1].write_text(text, encoding="utf-8")
        click.echo(f"written: {export[1]}", err=True)
        sys.exit(0)
    samplers = _samplers(target)
    limits = Limits(timeout, min(MAX_IN_FLIGHT, open_files_allow()))
    network = open_network(target.manifest, target.folder)
    queues, left_out = queue_samplers(target.manifest, os.environ, network)

    async def work() -> Outcome:
        for each in left_out:
            click.echo(each, err=True)
        with _Line() as line:
            return await run_spike(
                target.manifest,
                network,
                scenario,
                environment=os.environ,
                limits=limits,
                on_progress=line,
                samplers=[*samplers, *queues],
            )

    plan = plan_spike(scenario, limits.in_flight)
    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)


def _samplers(target: Target) -> list[Sampler]:
    """Give who looks at the database meanwhile, where it is declared and its URL is here."""
    import os

    from launchready.database.address import database_url
    from launchready.drill.database_activity import DatabaseActivity
    from launchready.facts.base import CannotSee

    database = target.manifest.database
    if database is None:
        return []
    from launchready.audit.services import open_network

    try:
        database_url(database, os.environ)
        network = open_network(target.manifest, target.folder)
        return [DatabaseActivity(database, os.environ, network)]
    except CannotSee as error:
        click.echo(f"the database is not looked at: {error}", err=True)
        return []


class _Line:
    """Shows how the load goes on stderr: live for a person, every five seconds for a log."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        """Show it."""
        p95 = "-" if progress.p95_s != progress.p95_s else f"{progress.p95_s * 1000:.0f} ms"
        text = (
            f"{progress.elapsed_s:4.0f} of {progress.total_s:.0f} s  {progress.phase:10}  "
            f"{progress.rps:6.1f}/s  p95 {p95:>8}  {progress.failed} errors of "
            f"{progress.sent}  {progress.in_flight} in flight"
        )
        if self._live:
            click.echo(f"\r\x1b[2K{text}", nl=False, err=True)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + 5
            click.echo(text, err=True)

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            click.echo("\r\x1b[2K", nl=False, err=True)
