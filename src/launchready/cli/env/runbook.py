"""`launchready env runbook`: how each key is added and rotated."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.env.contract import find_contract, load_whole, manifest_option

if TYPE_CHECKING:
    from launchready.environment.runbook import ProviderSteps

EPILOG = """\b
Examples:
  launchready env runbook                        print it
  launchready env runbook --out docs/secrets.md  write it
  launchready env runbook --out docs/secrets.md --force
"""


@click.command("runbook", epilog=EPILOG)
@manifest_option
@click.option("--out", metavar="FILE", help="Where to write; default: print.")
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
def command(*, manifest: Path | None, out: str | None, force: bool) -> None:
    """Write the runbook for adding and rotating each key.

    Markdown, from [env] of the manifest and what is known of the providers that the names
    speak of.  No value is in it.
    """
    from launchready.environment.runbook import write_runbook

    found = find_contract(manifest)
    product = load_whole(found.path).product.name
    text = write_runbook(found.contract, product, provider_steps)
    if out is None or out == "-":
        click.echo(text, nl=False)
        return
    path = Path(out)
    if not force and os.path.lexists(path):
        raise click.UsageError(f"{path} is already there; --force replaces it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}: written", err=True)


def provider_steps(name: str) -> ProviderSteps | None:
    """Find the provider whose name is a word of a variable's name, and how it rotates keys."""
    from launchready.environment.runbook import ProviderSteps
    from launchready.facts.secrets import Danger
    from launchready.secrets.catalog import all_rules

    words = f"_{name.lower()}_"
    for rule in all_rules():
        provider = re.sub(r"[^a-z0-9]+", "_", rule.provider.lower()).strip("_")
        if rule.danger is Danger.SECRET and f"_{provider}_" in words:
            return ProviderSteps(rule.provider, rule.rotate, rule.docs)
    return None
