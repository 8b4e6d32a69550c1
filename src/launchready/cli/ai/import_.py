"""`launchready ai import`: cases of promptfoo's tests, or of a garak report."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Examples:
  launchready ai import promptfoo promptfooconfig.yaml > mine.yaml
  launchready ai import garak garak.1234.report.jsonl > mine.yaml
  launchready ai --cases mine.yaml
"""

MAX_BYTES = 64 * 1024 * 1024


@click.command("import", epilog=EPILOG)
@click.argument("source", metavar="promptfoo|garak", type=click.Choice(["promptfoo", "garak"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(*, source: str, file: Path) -> None:
    """Make cases of promptfoo's tests or of a garak report, as a file for --cases.

    Only what an answer's text can decide is taken; what is left out is said on stderr.
    """
    from launchready.ai.case import CasesError
    from launchready.ai.garak import from_garak
    from launchready.ai.promptfoo import from_promptfoo

    with file.open("rb") as opened:
        octets = opened.read(MAX_BYTES + 1)
    if len(octets) > MAX_BYTES:
        raise click.UsageError(f"{file} is over {MAX_BYTES // 1024 // 1024} MB")
    text = octets.decode("utf-8", "replace")
    try:
        read = from_promptfoo if source == "promptfoo" else from_garak
        converted = read(text, str(file))
    except CasesError as error:
        raise click.UsageError(str(error)) from error
    import yaml

    cases = [
        each.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        for each in converted.content
    ]
    click.echo(yaml.safe_dump({"cases": cases}, sort_keys=False, allow_unicode=True), nl=False)
    for each in converted.left_out[:20]:
        click.echo(f"left out: {each}", err=True)
    if len(converted.left_out) > 20:
        click.echo(f"left out: {len(converted.left_out) - 20} more", err=True)
    click.echo(f"{len(cases)} cases", err=True)
