"""`launchready release show`: a release beside the one before it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from launchready.cli.options import format_option
from launchready.cli.release.where import Where, open_book, where_options

EPILOG = """\b
Examples:
  launchready release show                      the release that runs
  launchready release show v1.5.0
  launchready release show v1.5.0 --against v1.3.2 --format json

\b
Exit status: 0 fine; 1 something regressed; 2 the command is wrong, or the release is
not known; 3 cannot tell.
"""


@click.command("show", epilog=EPILOG)
@click.argument("tag", required=False)
@click.option("--against", default="", metavar="TAG", help="Default: the one before it.")
@where_options
@format_option("terminal", "json", words=None)
def command(
    *,
    tag: str | None,
    against: str,
    url: str | None,
    data_dir: Path | None,
    manifest: str | None,
    format_: str,
) -> None:
    """Say of each monitor and route whether a release regressed.

    The first week of a release is held against the last week of the one before it.
    """
    from launchready.cli.release.words import render_figures
    from launchready.cli.running import run

    with open_book(Where(url, data_dir, manifest), write=False) as book:
        if tag is None:
            known = run(book.releases())["releases"]
            tag = next((each["tag"] for each in known if each["running"]), None)
            if tag is None:
                raise click.UsageError("it is not known which release runs: name one")
        document = run(book.release(tag, against))
    if document is None:
        named = f"{tag} or {against}" if against else tag
        raise click.UsageError(f"no release {named} is known; see: launchready release list")
    if format_ == "json":
        click.echo(json.dumps(document, indent=2))
    else:
        click.echo(render_figures(document))
    sys.exit({"regressed": 1, "fine": 0}.get(document["verdict"], 3))
