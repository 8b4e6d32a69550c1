"""`launchready release start`: a deployment begins."""

from __future__ import annotations

from pathlib import Path

import click

from launchready.cli.release.tell import tell, tell_options
from launchready.cli.release.where import Where

EPILOG = """\b
Examples:
  launchready release start v1.5.0
  launchready release start "$GITHUB_SHA" --url https://watch.acme.example
"""


@click.command("start", epilog=EPILOG)
@tell_options
def command(
    *, tag: str, at: str | None, url: str | None, data_dir: Path | None, manifest: str | None
) -> None:
    """Say that a deployment begins.

    From now on both releases may answer, so that what is seen belongs to neither, until
    `finish` or `rollback`.
    """
    from launchready.watch.decide.timeline import Step

    tell(Step.START, tag, at, Where(url, data_dir, manifest))
