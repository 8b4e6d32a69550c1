"""`launchready release rollback`: a release was taken back."""

from __future__ import annotations

from pathlib import Path

import click

from launchready.cli.release.tell import tell, tell_options
from launchready.cli.release.where import Where

EPILOG = """\b
Examples:
  launchready release rollback v1.5.0                 what ran before runs again
  launchready release rollback v1.5.0 --to v1.3.2
"""


@click.command("rollback", epilog=EPILOG)
@tell_options
@click.option(
    "--to", default="", metavar="TAG", help="What runs again; default: the one before."
)
def command(
    *,
    tag: str,
    at: str | None,
    to: str,
    url: str | None,
    data_dir: Path | None,
    manifest: str | None,
) -> None:
    """Say that a release was taken back, whether or not its deployment had ended."""
    from launchready.watch.decide.timeline import Step

    tell(Step.ROLLBACK, tag, at, Where(url, data_dir, manifest), to)
