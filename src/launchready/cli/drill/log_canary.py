"""`launchready drill log-canary`: whether secrets turn up in the logs."""

from __future__ import annotations

import click

from launchready.cli.drill.conduct import conduct, drill_options

EPILOG = """\b
Examples:
  launchready drill log-canary --dry-run            what it would send, and where
  launchready drill log-canary staging.toml --yes   without asking, for CI
  launchready drill log-canary --wait 30            for logs that are written late

\b
Exit status: 0 the requests are in the logs, and nothing secret is; 1 something
secret is; 3 what came of it could not be seen.
"""


@click.command("log-canary", epilog=EPILOG)
@drill_options
@click.option(
    "--wait",
    type=click.FloatRange(min=0.1, max=600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to look at the logs.",
)
def command(
    *,
    manifest: str | None,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
    wait: float,
) -> None:
    """Send marked fake secrets, and look for them in the logs.

    A made-up password, token, card number and customer go through the declared login and
    webhook routes; then the files that [repository] names as `logs` are searched for them,
    plain and encoded.  Where not even the requests are found, nothing was proved.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.drill import Outcome
    from launchready.drill.log_canary import fly_canary, plan_canary
    from launchready.drill.marks import make_canary
    from launchready.facts.base import CannotSee

    target = find_target(manifest)
    try:
        plan = plan_canary(target.manifest, wait)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error

    async def work() -> Outcome:
        network = open_network(target.manifest, target.folder)
        return await fly_canary(target.manifest, target.folder, network, make_canary(), wait)

    conduct(target, plan, work, yes=yes, really=really, dry_run=dry_run, format_=format_)
