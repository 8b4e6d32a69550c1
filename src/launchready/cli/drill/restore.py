"""`launchready drill restore`: whether a backup can be restored, and holds everything."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import click

from launchready.cli.drill.conduct import conduct, drill_options

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.drill import Outcome
    from launchready.drill.restore.boot import Look

EPILOG = """\b
Examples:
  launchready drill restore --dry-run        what it would read, take and run
  launchready drill restore staging.toml     back up, restore, compare, measure
  launchready drill restore --really --yes   the live database, which is only read

\b
[recovery] says where backups are (`backups`, `fetch`); without it, one is taken with
pg_dump.  Needs a Postgres installed on this machine, at least as new as the source,
and psycopg (pip install 'launchready[postgres]').

\b
Exit status: 0 everything came back; 1 something did not, or too late, or the backup
is too old; 2 the command or the manifest is wrong; 3 it could not be told.
"""


@click.command("restore", epilog=EPILOG)
@drill_options
@click.option(
    "--limit",
    type=click.FloatRange(min=0.1, max=1440),
    default=120.0,
    show_default=True,
    metavar="MINUTES",
    help="How long the drill may take.",
)
def command(
    *, manifest: str | None, yes: bool, really: bool, dry_run: bool, format_: str, limit: float
) -> None:
    """Restore a backup into a throw-away Postgres, and hold it against its source.

    Every table is counted and hashed on both sides; sequences, constraints, indexes,
    extensions, roles and large objects are compared; then the product is started against
    it, where [recovery] command says how.  The source is only read.
    """
    from launchready.cli.subject import find_target
    from launchready.drill.restore.plan import plan_restore
    from launchready.facts.base import CannotSee

    target = find_target(manifest)
    try:
        plan = plan_restore(target.manifest, limit)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error

    async def work() -> Outcome:
        # An end by SIGTERM must remove the server as an interrupt does.
        task, told = asyncio.current_task(), asyncio.Event()
        assert task is not None

        def end() -> None:
            told.set()
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
        try:
            async with asyncio.timeout(limit * 60):
                return await _restore(target)
        except asyncio.CancelledError:
            if told.is_set():
                raise KeyboardInterrupt from None
            raise
        except TimeoutError:
            raise CannotSee(f"it did not come to its end in {limit:g} minutes") from None

    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)


async def _restore(target: Target) -> Outcome:
    from launchready.audit.services import open_network
    from launchready.database.address import connection_string
    from launchready.drill.restore.plan import source_variables
    from launchready.drill.restore.programs import find_programs
    from launchready.facts.base import CannotSee
    from launchready.manifest.schema import Recovery

    try:
        from launchready.drill.restore.run import Way, restore
    except ImportError:
        raise CannotSee("needs psycopg: pip install 'launchready[postgres]'") from None
    variable, product = source_variables(target.manifest)
    url = os.environ.get(variable, "")
    if not url:
        raise CannotSee(f"{variable} is not set here")
    network = open_network(target.manifest, target.folder)
    place = connection_string(url, network)
    folder = target.folder.path
    assert folder is not None
    declared = target.manifest.repository
    way = Way(
        target.manifest.recovery or Recovery(), place, product, folder,
        folder / declared.path if declared else folder, find_programs(), _look(target),
    )  # fmt: skip
    return await restore(way, lambda line: click.echo(line, err=True))


def _look(target: Target) -> Look | None:
    """Smoke-test by the manifest of the product as it is started, where there is one."""
    from launchready.audit.services import open_network
    from launchready.collect.services import Folder
    from launchready.facts.base import CannotSee
    from launchready.facts.smoke import SmokeRun
    from launchready.manifest.load import ManifestError, load_manifest
    from launchready.smoke.run import smoke

    recovery = target.manifest.recovery
    if recovery is None or not recovery.smoke:
        return None
    assert target.folder.path is not None
    path = target.folder.path / recovery.smoke
    try:
        manifest = load_manifest(path)
    except ManifestError as error:
        raise CannotSee(f"{recovery.smoke}, by which to smoke-test: {error}") from None
    quick = manifest.smoke.model_copy(update={"mail": "", "browser": False})
    manifest = manifest.model_copy(update={"smoke": quick})

    async def look() -> SmokeRun:
        return await smoke(manifest, open_network(manifest, Folder(path.parent)), os.environ)

    return look
