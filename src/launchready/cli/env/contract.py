"""Finds the contract for the commands of `launchready env`, without delay."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from launchready.environment.contract import Contract, NotPlain, contract_of, quick_contract
from launchready.manifest.place import FILE_NAME, find_manifest

if TYPE_CHECKING:
    from launchready.manifest.schema import Manifest


def manifest_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --manifest, which every command of the group has."""
    return click.option(
        "--manifest",
        type=click.Path(path_type=Path),
        envvar="LAUNCHREADY_MANIFEST",
        show_envvar=True,
        help="Where the contract is; default: launchready.toml here or above.",
    )(function)


def environment_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --in, the name of the environment."""
    return click.option(
        "--in",
        "environment",
        metavar="ENVIRONMENT",
        envvar="LAUNCHREADY_ENVIRONMENT",
        show_envvar=True,
        help="Which environment it is; default: that of [product].",
    )(function)


class Found(Struct, frozen=True):
    """The contract and where it stands."""

    contract: Contract
    path: Path

    def environment(self, asked: str | None) -> str:
        """Settle which environment is meant.

        Raises:
            click.UsageError: the contract has no such environment, so that nothing would
                be looked for in it.
        """
        known = self.contract.environments
        if asked is None:
            return self.contract.environment
        if asked not in known and any(v.in_ for v in self.contract.variables.values()):
            raise click.UsageError(
                f'no variable is in an environment "{asked}"; there are {", ".join(known)}'
            )
        return asked


def find_contract(manifest: Path | None) -> Found:
    """Read the contract; the whole schema is asked only where the quick way is not sure.

    Raises:
        click.ClickException: there is none, or the manifest is wrong; exit status 2.
    """
    path = manifest or find_manifest(Path.cwd())
    if path is None:
        raise click.UsageError(f"there is no {FILE_NAME} in this folder or above it")
    if path.is_dir():
        path /= FILE_NAME
    try:
        return Found(quick_contract(path.read_bytes().decode("utf-8-sig")), path)
    except (OSError, UnicodeDecodeError, NotPlain):
        return Found(contract_of(load_whole(path)), path)


def load_whole(path: Path) -> Manifest:
    """Load the whole manifest.

    Raises:
        click.ClickException: it is wrong; exit status 2, a line for each problem.
    """
    from launchready.cli.subject import ManifestProblem
    from launchready.manifest.load import ManifestError, load_manifest

    try:
        return load_manifest(path)
    except ManifestError as error:
        raise ManifestProblem(str(error)) from error


def process_values() -> Mapping[str, str | None]:
    """Give this process's environment."""
    return dict(os.environ)
