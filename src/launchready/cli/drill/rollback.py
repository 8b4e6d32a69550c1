"""`launchready drill rollback`: whether a release can be taken back, and how quickly."""

from __future__ import annotations

import os

import click

from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill rollback --dry-run         which commands it would run
  launchready drill rollback staging.toml      deploy, go back, measure
  launchready drill rollback --no-deploy       take back the release that runs now

\b
Exit status: 0 the release before answers, in the declared minutes or not; 1 it does
not; 3 it could not be told.
"""


@click.command("rollback", epilog=EPILOG)
@drill_options
@click.option(
    "--deploy/--no-deploy",
    "deploys",
    default=True,
    show_default=True,
    help="Make a release first, by [deploy] command.",
)
def command(
    *,
    manifest: str | None,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    deploys: bool,
) -> None:
    """Deploy, take it back by the declared command, and measure the minutes.

    The product is smoke-tested before, between and after.  With a release_header in
    [deploy] it is also seen that the release before is the one that answers.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.rollback import choose_way, plan_rollback, roll_back
    from launchready.facts.base import CannotSee
    from launchready.facts.smoke import SmokeRun
    from launchready.smoke.run import smoke

    target = find_target(manifest)
    try:
        way = choose_way(target.manifest, target.folder.path, deploys=deploys)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error
    # Mail and pictures would be sent and taken at every look; the drill needs neither.
    quick = target.manifest.smoke.model_copy(update={"mail": "", "browser": False})
    looked_at = target.manifest.model_copy(update={"smoke": quick})

    async def look() -> SmokeRun:
        # A new way out each time: an audit's ceiling of connections is for one look.
        network = open_network(target.manifest, target.folder)
        return await smoke(looked_at, network, os.environ)

    async def work() -> Outcome:
        return await roll_back(way, look, lambda line: click.echo(line, err=True))

    plan = plan_rollback(way)
    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
