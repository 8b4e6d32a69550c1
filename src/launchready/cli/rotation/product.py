"""The product whose keys are at stake, and the values that are known of them here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from launchready.cli.subject import Target, find_target

manifest_argument = click.argument("manifest", required=False)
from_option = click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A .env file with the values; by default this process's environment.",
)


@dataclass(frozen=True, slots=True)
class Keys:
    """A product, and the values of its secret variables.

    Attributes:
        target: its manifest; folder: where that is, and the ledger beside it.
        names: variables that the contract calls secret.
        values: by name, those that are known here.
    """

    target: Target
    folder: Path
    names: tuple[str, ...]
    values: Mapping[str, str] = field(repr=False)


def find_keys(manifest: str | None, source: Path | None) -> Keys:
    """Find the product and the values of its keys.

    Raises:
        click.ClickException: there is no manifest, or the file cannot be read.
    """
    from launchready.env_file import NotAnEnvFile, read_env_file

    target = find_target(manifest)
    if target.folder.path is None:
        raise click.UsageError("a manifest is needed: the ledger is kept beside it")
    names = tuple(name for name, each in target.manifest.env.items() if each.secret)
    values: Mapping[str, str] = os.environ
    if source is not None:
        try:
            values = read_env_file(source).values
        except (OSError, NotAnEnvFile) as error:
            raise click.ClickException(f"{source}: {error}") from None
    return Keys(target, target.folder.path, names, values)
