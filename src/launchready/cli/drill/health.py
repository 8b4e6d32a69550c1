"""`launchready drill health`: what the health route says while the database is gone."""

from __future__ import annotations

import os

import click

from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill health --dry-run         which commands it would run
  launchready drill health staging.toml      stop the database, look, start it again

\b
[database] names the commands, such as
  stop = "docker compose stop db"
  start = "docker compose start db"

\b
Exit status: 0 the health route told it, and all is well again; 1 it did not, or is
not; 2 the command or the manifest is wrong, or nobody agreed; 3 it could not be told.
"""


@click.command("health", epilog=EPILOG)
@drill_options
def command(
    *, manifest: str | None, yes: bool, really: bool, dry_run: bool, format_: str
) -> None:
    """Take the database away, see whether health routes tell, and bring it back.

    The declared commands stop and start it; it is started again whatever happens, and after
    ctrl-C.  That it was gone is seen by a connection of our own, where its URL is set.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.health import choose_way, database_answers, plan_health, take_away
    from launchready.facts.base import CannotSee
    from launchready.net.network import Network

    target = find_target(manifest)
    try:
        way = choose_way(target.manifest, target.folder.path)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error
    database = target.manifest.database
    assert database is not None

    async def work() -> Outcome:
        def reach() -> Network:
            return open_network(target.manifest, target.folder)

        answers = database_answers(database, os.environ, reach())
        return await take_away(way, reach, answers, lambda line: click.echo(line, err=True))

    plan = plan_health(way)
    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
