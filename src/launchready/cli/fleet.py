"""`launchready fleet`: audit many products in one run that can be killed and go on."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.audit.run import Selection
    from launchready.fleet.row import Row
    from launchready.fleet.run import OnRow, Output
    from launchready.watch.service.running import Running

EPILOG = """\b
Examples:
  launchready fleet clients/                 every launchready.toml below
  launchready fleet products.txt --out site  a list; pages go to site/index.html
  launchready fleet clients/ --format json   a line for each product as it is done
  launchready fleet clients/ --scheduler tcp://10.0.0.5:8786
  launchready fleet clients/ --send https://watch.example.com

\b
A run that was killed goes on where it was when the same command is given again.

\b
Exit status: the worst of all products: 1 a blocker is open; 4 a fault in launchready;
2 a manifest is wrong; 3 something of the minimum bar could not be seen; 0 none of it.
"""


@click.command("fleet", epilog=EPILOG)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True),
    metavar="FOLDER|LIST|MANIFEST...",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              default=Path("launchready-fleet"), show_default=True,
              help="Where journal, history and pages go.")  # fmt: skip
@click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True,
              help="Audits at the same time on this machine.")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Begin anew, also where a run was killed.")
@click.option("--scheduler", default="", metavar="ADDRESS",
              help="Spread the run over the Dask cluster at this address.")  # fmt: skip
@click.option("--batch", type=click.IntRange(1, 500), default=50, show_default=True,
              help="Products of one task on a cluster.")  # fmt: skip
@click.option("--send", default="", metavar="URL",
              help="Add reports to this dashboard; key in LAUNCHREADY_TOKEN.")  # fmt: skip
@click.option("--stage", "stages", multiple=True, help="These stages alone.")
@click.option("--only", multiple=True, metavar="CHECK", help="These checks alone (edge/*).")
@click.option("--skip", multiple=True, metavar="CHECK", help="All but these checks.")
@format_option(
    "terminal", "json", words="A table at the end, or a line of JSON for each product."
)
def command(
    *,
    paths: tuple[Path, ...],
    out: Path,
    at_once: int,
    fresh: bool,
    scheduler: str,
    batch: int,
    send: str,
    stages: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    format_: str,
) -> None:
    """Audit many products, and make one table and a page for each.

    A wrong manifest is a row of the table, and not the end of the run.  Hosts that several
    products share are not asked more at once than in one audit.
    """
    from launchready.audit.run import Selection, SelectionError
    from launchready.fleet.page import terminal, write_page
    from launchready.fleet.row import worst_status
    from launchready.fleet.run import Output, Taken, run_here
    from launchready.fleet.targets import NoFleet, find_targets

    selection = Selection(stages, only, skip)
    dashboard = _dashboard(send) if send else None
    try:
        selection.check_ids()
        targets = find_targets(paths)
    except (SelectionError, NoFleet) as error:
        raise click.UsageError(str(error)) from error
    try:
        with Output(out, selection.scope) as output:
            left = output.left(targets, fresh=fresh)
            if len(left) < len(targets):
                done = len(targets) - len(left)
                click.echo(f"goes on: {done} of {len(targets)} were done before", err=True)
            told = _Told(len(left), as_json=format_ == "json")
            if scheduler:
                _spread(scheduler, left, output, selection=selection, batch=batch, told=told)
            else:
                asyncio.run(
                    run_here(left, output, at_once=at_once, selection=selection, on_row=told)
                )
            history = output.finish()
            write_page(out / "index.html", output.journal, history)
            if dashboard is not None:
                _send(dashboard, output)
    except Taken as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror or error}") from error
    if format_ == "terminal":
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        for line in terminal(output.journal, history, color=sys.stdout.isatty() and not plain):
            click.echo(line)
    click.echo(f"pages: {out / 'index.html'}", err=True)
    sys.exit(worst_status(frozenset(row.exit_status for row in output.journal.rows())))


def _dashboard(url: str) -> Running:
    from launchready.fleet.dashboard import KEY_NAME
    from launchready.net.network import Network
    from launchready.watch.service.running import Refused, Running

    key = os.environ.get(KEY_NAME)
    if not key:
        raise click.UsageError(
            f"{KEY_NAME} is not set: an owner makes a key under Settings, Tokens"
        )
    try:
        return Running(url, key, Network())
    except Refused as error:
        raise click.UsageError(str(error)) from error


def _send(dashboard: Running, output: Output) -> None:
    from launchready.fleet.dashboard import send_reports
    from launchready.watch.service.running import Refused

    try:
        new = asyncio.run(send_reports(dashboard, output.folder, output.journal.rows()))
    except Refused as error:
        raise click.ClickException(f"{error}; the pages are in {output.folder}") from error
    click.echo(f"sent: {new} reports that {dashboard.url} did not have", err=True)


class _Told:
    """Tells of each product as it is done."""

    def __init__(self, count: int, *, as_json: bool) -> None:
        self._count, self._as_json, self._done = count, as_json, 0
        self._live = sys.stderr.isatty()

    def __call__(self, row: Row) -> None:
        """Tell."""
        self._done += 1
        if self._as_json:
            click.echo(json.dumps(row.as_dict()))
        if self._live:
            ended = "\n" if self._done == self._count else ""
            click.echo(f"\r\x1b[2K{self._done} of {self._count}{ended}", nl=False, err=True)


def _spread(
    scheduler: str,
    left: tuple[Path, ...],
    output: Output,
    *,
    selection: Selection,
    batch: int,
    told: OnRow,
) -> None:
    try:
        from distributed import Client
    except ImportError:
        raise click.UsageError(
            "a cluster needs Dask: pip install 'launchready[distributed]'"
        ) from None
    from launchready.fleet.spread import run_spread

    try:
        client = Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"no Dask scheduler answers at {scheduler}") from error
    with client:
        run_spread(client, left, output, selection=selection, batch=batch, on_row=told)
