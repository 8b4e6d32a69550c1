"""`launchready ai cases`: what is tried, with its sources."""

from __future__ import annotations

import json

import click

from launchready.cli.options import format_option

EPILOG = """\b
Examples:
  launchready ai cases                       every case in a line
  launchready ai cases --category tool-use
  launchready ai cases direct-override       one in full
  launchready ai cases --format json
"""


@click.command("cases", epilog=EPILOG)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--category", "categories", multiple=True, help="These alone.")
@format_option("terminal", "json", words="How to write them.")
def command(*, ids: tuple[str, ...], categories: tuple[str, ...], format_: str) -> None:
    """List what is tried, with its sources; in full where an ID is named."""
    from launchready.ai.case import CasesError, own_cases
    from launchready.ai.outcome import narrowed

    try:
        cases = narrowed(own_cases(), categories, ids)
    except (CasesError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    if format_ == "json":
        content = [each.model_dump(mode="json", exclude_defaults=True) for each in cases]
        click.echo(json.dumps(content, indent=2))
        return
    for case in cases:
        click.echo(f"{case.category.value:13} {case.id:30} {case.title}")
        if ids:
            click.echo(f"  sources: {', '.join(case.sources)}")
            click.echo(f"  through: {case.through}")
            for text in (*case.before, case.ask, case.plant):
                if text:
                    click.echo("".join(f"  | {line}\n" for line in text.splitlines()), nl=False)
            said = case.breaks.model_dump(mode="json", exclude_defaults=True, by_alias=True)
            click.echo(f"  breaks:  {json.dumps(said)}")
