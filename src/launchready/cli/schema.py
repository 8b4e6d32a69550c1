"""`launchready schema`: the JSON Schemas of the manifest and of the JSON report."""

from __future__ import annotations

import json

import click

EPILOG = """\b
Examples:
  launchready schema manifest > launchready.schema.json
  launchready schema report > report.schema.json

\b
Editors with Taplo (Even Better TOML, for one) complete and check launchready.toml
when its first line is:
  #:schema ./launchready.schema.json
"""


@click.command("schema", epilog=EPILOG)
@click.argument("which", type=click.Choice(["manifest", "report"]))
def command(which: str) -> None:
    """Print the JSON Schema of launchready.toml or of the JSON report.

    The documentation has both, as manifest.schema.json and report.schema.json.
    """
    if which == "manifest":
        from launchready.manifest.json_schema import manifest_schema

        schema = manifest_schema()
    else:
        from launchready.report.schema import report_schema

        schema = report_schema()
    click.echo(json.dumps(schema, indent=2))
