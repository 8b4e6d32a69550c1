"""`launchready env example`: .env.example, from the contract."""

from __future__ import annotations

import os
from pathlib import Path

import click

from launchready.cli.env.contract import find_contract, manifest_option

EPILOG = """\b
Examples:
  launchready env example              write .env.example beside the manifest
  launchready env example --force      replace the one that is there
  launchready env example --out -      print it
"""


@click.command("example", epilog=EPILOG)
@manifest_option
@click.option("--out", metavar="FILE", help='Where to write; "-" prints.')
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
def command(*, manifest: Path | None, out: str | None, force: bool) -> None:
    """Write .env.example from the contract.

    Each variable with what it is for, whether it is required, and what it may be; secrets
    are left empty.
    """
    from launchready.environment.example import write_example

    found = find_contract(manifest)
    text = write_example(found.contract)
    if out == "-":
        click.echo(text, nl=False)
        return
    path = Path(out) if out else found.path.parent / ".env.example"
    if not force and os.path.lexists(path):
        raise click.UsageError(
            f"{path} is already there; --force replaces it, --out - prints instead"
        )
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}: written, with {len(found.contract.variables)} variables", err=True)
