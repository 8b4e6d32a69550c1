"""`launchready release finish`: a release is deployed."""

from __future__ import annotations

from pathlib import Path

import click

from launchready.cli.release.tell import tell, tell_options
from launchready.cli.release.where import Where

EPILOG = """\b
Examples:
  launchready release finish v1.5.0
  launchready release finish "$GITHUB_SHA" --url https://watch.acme.example
"""


@click.command("finish", epilog=EPILOG)
@tell_options
def command(
    *, tag: str, at: str | None, url: str | None, data_dir: Path | None, manifest: str | None
) -> None:
    """Say that a release is deployed, and runs alone from now on.

    Without `start` before it, the release before is taken to have run until now.
    """
    from launchready.watch.decide.timeline import Step

    tell(Step.FINISH, tag, at, Where(url, data_dir, manifest))
