"""`launchready perf sample`: each route's p95 and error rate, with how sure they are."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import click

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from pathlib import Path

    from launchready.facts.performance import PerfRun
    from launchready.manifest.schema import Manifest
    from launchready.net.network import Network

EPILOG = """\b
Examples:
  launchready perf                         every route that may be read
  launchready perf --route dashboard --route monthly
  launchready perf --samples 60 --most 60  the same number for every route
  launchready perf --release 1.5.0         where the product does not tell its release

\b
Each route is read 20 times; one that is not settled by then is read on, up to 100
times: 59 samples are needed to prove a p95 within its target.  Runs are kept in
.launchready/perf beside the manifest.
"""


@click.command("sample", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--route", "names", multiple=True, metavar="NAME", help="This route alone.")
@click.option(
    "--samples",
    type=click.IntRange(1, 200),
    default=20,
    show_default=True,
    help="Requests to each route before it is judged for the first time.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 200),
    default=100,
    show_default=True,
    help="Requests to a route that is not settled by then.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0.1, 20),
    help="Requests a second to one host; default: 5, or the declared peak_rps where less.",
)
@click.option("--release", default="", help="Name of the release that is running.")
@format_option("terminal", "json", words=None)
def command(
    *,
    manifest: str | None,
    names: tuple[str, ...],
    samples: int,
    most: int,
    rate: float | None,
    release: str,
    format_: str,
) -> None:
    """Hold each route's p95 and error rate against its target."""
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.facts.base import CannotSee
    from launchready.load.sample import PER_SECOND, Manner
    from launchready.report.performance import render, run_document, worst_status

    target = find_target(manifest)
    peak = target.manifest.product.peak_rps
    manner = Manner(samples, max(most, samples), rate or min(PER_SECOND, peak or PER_SECOND))
    with _Count() as count:
        try:
            run = asyncio.run(
                _sampled(
                    target.manifest,
                    open_network(target.manifest, target.folder),
                    manner=manner,
                    names=names,
                    release=release,
                    on_sample=count,
                )
            )
        except CannotSee as error:
            raise click.UsageError(str(error)) from error
    _save(target.folder.path, run)
    click.echo(run_document(run) if format_ == "json" else render(run))
    sys.exit(worst_status(run))


async def _sampled(manifest: Manifest, network: Network, **more: Any) -> PerfRun:
    """Sample, with a look at the database where one is declared and can be read."""
    from launchready.database.connection import open_database
    from launchready.database.windows import open_windows
    from launchready.facts.base import CannotSee
    from launchready.load.sample import sample

    async with AsyncExitStack() as stack:
        watcher, unseen = None, ""
        if manifest.database:
            try:
                reader = await stack.enter_async_context(
                    open_database(manifest.database, os.environ, network)
                )
                watcher = await open_windows(reader)
            except CannotSee as error:
                unseen = str(error)
                click.echo(f"statements are not watched: {unseen}", err=True)
        return await sample(
            manifest,
            network,
            environment=os.environ,
            watcher=watcher,
            database_unseen=unseen,
            **more,
        )


def _save(folder: Path | None, run: PerfRun) -> None:
    """Keep the run; it is told even where it cannot be kept."""
    from launchready.load.history import save_run

    if folder is None:
        return
    try:
        click.echo(f"kept: {save_run(folder, run)}", err=True)
    except OSError as error:
        click.echo(f"the run could not be kept: {error.strerror}", err=True)


class _Count:
    """Counts requests on stderr, where a person watches."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._done, self._drawn = 0, 0.0

    def __call__(self) -> None:
        self._done += 1
        now = time.monotonic()
        if self._live and now - self._drawn > 0.1:
            self._drawn = now
            click.echo(f"\r\x1b[2K{self._done} requests", nl=False, err=True)

    def __enter__(self) -> _Count:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            click.echo("\r\x1b[2K", nl=False, err=True)
