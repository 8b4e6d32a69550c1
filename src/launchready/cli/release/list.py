"""`launchready release list`: the releases, and which one runs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from launchready.cli.options import format_option
from launchready.cli.release.where import Where, open_book, where_options

EPILOG = """\b
Examples:
  launchready release list
  launchready release list --url https://watch.acme.example --format json
"""


@click.command("list", epilog=EPILOG)
@where_options
@format_option("terminal", "json", words=None)
def command(
    *, url: str | None, data_dir: Path | None, manifest: str | None, format_: str
) -> None:
    """List the releases, the newest first."""
    from launchready.cli.release.words import render_list
    from launchready.cli.running import run

    with open_book(Where(url, data_dir, manifest), write=False) as book:
        document = run(book.releases())
    if format_ == "json":
        click.echo(json.dumps(document, indent=2))
    else:
        click.echo(render_list(document))
