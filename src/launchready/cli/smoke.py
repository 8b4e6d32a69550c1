"""`launchready smoke`: whether the release that was just deployed works."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import click

from launchready.cli.options import format_option

EPILOG = """\b
Examples:
  launchready smoke                          after a deployment, by hand
  launchready smoke --release "$GIT_SHA"     this release, or it failed
  launchready smoke --retry-for 60           while the new release comes up
  launchready smoke --format junit > s.xml   for a CI job

\b
Exit status: 0 every step passed; 1 a step failed; 2 the command or the manifest is
wrong; 3 something could not be seen, and nothing failed; 4 a fault in launchready.
"""

PAUSE_S = 2.0


@click.command("smoke", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--release", default="", metavar="TAG", help="This release must be running.")
@click.option(
    "--retry-for",
    type=click.FloatRange(min=0, max=1800),
    default=0.0,
    metavar="SECONDS",
    help="Try again until every step passes, or so long.",
)
@format_option("terminal", "json", "junit")
@click.option(
    "--screenshots",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where the browser's pictures go, with [smoke] browser = true.",
)
def command(
    *,
    manifest: str | None,
    release: str,
    retry_for: float,
    format_: str,
    screenshots: Path | None,
) -> None:
    """Visit the product as a customer does, right after a deployment.

    The homepage loads, the test user of [session] signs in and sees their dashboard, the
    mail that [smoke] names is triggered and arrives, webhooks refuse what is unsigned and
    take what is signed, the API is well, and the files of this release load.  Signs in
    once, and changes nothing else but what the named mail's form does.
    """
    import time

    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.facts.smoke import StepResult
    from launchready.report import smoke as written
    from launchready.smoke.run import EXIT_STATUS, smoke

    target = find_target(manifest)
    if not target.name:
        raise click.UsageError(
            "a smoke test follows a manifest.\nWrite one:  launchready init example.com"
        )
    network = open_network(target.manifest, target.folder)
    until = time.monotonic() + retry_for
    while True:
        run = asyncio.run(
            smoke(
                target.manifest, network, os.environ, release=release, screenshots=screenshots
            )
        )
        if run.result is StepResult.PASSED or time.monotonic() + PAUSE_S > until:
            break
        failed = [step.name for step in run.steps if step.result is StepResult.FAILED]
        click.echo(f"not yet: {', '.join(failed) or 'not everything seen'}", err=True)
        time.sleep(PAUSE_S)
    if format_ == "terminal":
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        click.echo(written.terminal(run, color=sys.stdout.isatty() and not plain), nl=False)
    else:
        writer = written.as_json if format_ == "json" else written.junit
        click.echo(writer(run), nl=False)
    sys.exit(EXIT_STATUS[run.result])
