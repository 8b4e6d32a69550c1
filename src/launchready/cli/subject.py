"""What a command is about: a manifest, or the bare domain that was named instead."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from launchready.cli.running import run
from launchready.collect.services import Folder
from launchready.manifest.schema import Manifest

if TYPE_CHECKING:
    from launchready.audit.model import Report


class Target(Struct, frozen=True):
    """What to audit.

    Attributes:
        manifest: what is declared, or what a bare domain implies.
        folder: where the manifest's paths start.
        name: as a report names it: the manifest's path, or "" for a bare domain.
    """

    manifest: Manifest
    folder: Folder
    name: str


def find_target(argument: str | None) -> Target:
    """Find what a command's MANIFEST argument means: a file, a folder, or a domain.

    Raises:
        click.UsageError: nothing of the kind is there; says what to do.
    """
    from launchready.manifest.load import FILE_NAME, ManifestError, find_manifest, load_manifest

    if argument is None:
        path = find_manifest(Path.cwd())
        if path is None:
            raise click.UsageError(
                f"there is no {FILE_NAME} in this folder or above it.\n"
                "Write one:       launchready init example.com\n"
                "or audit a domain: launchready audit example.com"
            )
    else:
        path = Path(argument)
        if path.is_dir():
            path /= FILE_NAME
        if not path.exists() and _looks_like_domain(argument):
            return _bare_domain(argument)
    try:
        manifest = load_manifest(path)
    except ManifestError as error:
        raise ManifestProblem(str(error)) from error
    return Target(manifest, Folder(path.resolve().parent), str(path))


def report_of(manifest: str | None, report: Path | None) -> Report:
    """Give an earlier report, or audit now.

    Raises:
        click.UsageError: there is no such report, or nothing to audit; says what to do.
    """
    return _read(report) if report is not None else _audited(find_target(manifest))


def performance_report(target: Target, report: Path | None) -> Report:
    """Give an earlier report, or judge a product's performance now.

    Raises:
        click.UsageError: there is no such report.
    """
    return _read(report) if report is not None else _audited(target, "performance")


def _read(report: Path) -> Report:
    from launchready.audit.diff import BaselineError, read_baseline

    try:
        return read_baseline(report)
    except BaselineError as error:
        raise click.UsageError(str(error)) from error


def _audited(target: Target, *stages: str) -> Report:
    from launchready.audit.run import Options, Selection, audit
    from launchready.cli.progress import ProgressLine
    from launchready.clock import Clock

    with ProgressLine("looking") as progress:
        options = Options(
            manifest_path=target.name, selection=Selection(stages), on_progress=progress
        )
        made, _ = run(audit(target.manifest, target.folder, options, Clock.system()))
    return made


class ManifestProblem(click.ClickException):
    """The manifest is wrong: exit status 2, and a line for each problem."""

    exit_code = 2


def _looks_like_domain(argument: str) -> bool:
    return "." in argument and "/" not in argument and not argument.endswith(".toml")


def _bare_domain(domain: str) -> Target:
    from pydantic import ValidationError

    from launchready.audit.bare_domain import imply_manifest
    from launchready.net.network import Network

    try:
        manifest = asyncio.run(imply_manifest(domain, Network()))
    except ValidationError as error:
        raise click.UsageError(
            f"{domain}: {error.errors()[0]['msg'].removeprefix('Value error, ')}"
        ) from error
    return Target(manifest, Folder(None), "")
