"""`launchready drill list`: what earlier drills proved, when, and who signed it."""

from __future__ import annotations

import click

from launchready.cli.options import format_option

EPILOG = """\b
Examples:
  launchready drill list                 the newest run of each drill
  launchready drill list --all           every run that is on record
  launchready drill list --format json   with figures and findings, for scripts

\b
Exit status: 0 the evidence was read; 2 there is none to read, or the command is wrong.
"""


@click.command("list", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--all", "every", is_flag=True, help="Earlier runs, too.")
@format_option("terminal", "json", words="How to write it.")
def command(*, manifest: str | None, every: bool, format_: str) -> None:
    """Show the evidence of earlier drills, and who signed it."""
    from launchready.cli.drill.store import history_of
    from launchready.report.drills import as_json, terminal

    history = history_of(manifest)
    click.echo((as_json if format_ == "json" else terminal)(history, every=every), nl=False)
