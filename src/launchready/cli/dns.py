"""`launchready dns`: the domain map on its own."""

from __future__ import annotations

import asyncio
import json
import sys

import click

from launchready.cli.options import format_option

EPILOG = """\b
Examples:
  launchready dns                       the hosts of launchready.toml
  launchready dns example.com           apex and www of a domain
  launchready dns --format json | jq .  for a program
  launchready dns --format svg > m.svg  a picture, for a wiki or a handover
"""


@click.command("dns", epilog=EPILOG)
@click.argument("manifest", required=False)
@format_option("terminal", "json", "svg")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="For the whole run; what is late is unseen.",
)
def command(*, manifest: str | None, format_: str, timeout: float) -> None:
    """Show where each entry point of a domain leads.

    For http and https on the apex, www and every declared host: each hop, the final
    place, the certificate, the proxy and the caching.  MANIFEST is a launchready.toml,
    a folder that holds one, or a domain name.  Exit status 1: an entry point leads
    nowhere.
    """
    from launchready.audit.run import survey
    from launchready.cli.progress import ProgressLine
    from launchready.cli.subject import find_target
    from launchready.report.domain_map import render

    target = find_target(manifest)
    with ProgressLine("looking") as progress:
        entries = asyncio.run(
            survey(target.manifest, target.folder, deadline_s=timeout, on_progress=progress)
        )
    if format_ == "json":
        click.echo(json.dumps([entry.model_dump() for entry in entries], indent=2))
    elif format_ == "svg":
        from launchready.report.map_picture import render_svg

        click.echo(render_svg(entries), nl=False)
    else:
        click.echo(render(entries), nl=False)
    sys.exit(any(entry.end not in {"final", "unseen"} for entry in entries))
