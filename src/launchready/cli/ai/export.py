"""`launchready ai export`: files that promptfoo and garak read."""

from __future__ import annotations

import json

import click

EPILOG = """\b
Examples:
  launchready ai export promptfoo > promptfooconfig.yaml
  launchready ai export garak > rest.json
  garak --target_type rest -G rest.json --probes promptinject
"""


@click.command("export", epilog=EPILOG)
@click.argument("to", type=click.Choice(["promptfoo", "garak"]))
@click.argument("manifest", required=False)
@click.option(
    "--assistant", "name", default="", metavar="NAME", help="This one; default: the first."
)
def command(*, to: str, manifest: str | None, name: str) -> None:
    """Write the cases for promptfoo, or how garak reaches the assistant.

    What has no counterpart there is left out, and said on stderr.  No secret is written:
    variables are named.
    """
    from launchready.ai.case import CasesError, own_cases
    from launchready.cli.subject import find_target

    target = find_target(manifest)
    fit = [each for each in target.manifest.assistants if name in {"", each.name}]
    if not fit:
        raise click.UsageError(
            f'no assistant is named "{name}"' if name else "the manifest has no [[assistants]]"
        )
    if to == "garak":
        from launchready.ai.garak import to_garak

        click.echo(json.dumps(to_garak(fit[0]), indent=2))
        return
    from launchready.ai.promptfoo import to_promptfoo

    try:
        converted = to_promptfoo(own_cases(), fit[0])
    except CasesError as error:
        raise click.UsageError(str(error)) from error
    import yaml

    click.echo(yaml.safe_dump(converted.content, sort_keys=False, allow_unicode=True), nl=False)
    click.echo(f"{len(converted.left_out)} cases have no counterpart there", err=True)
