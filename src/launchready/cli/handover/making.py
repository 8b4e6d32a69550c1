"""Makes the pack of a product: from its manifest, an audit, and the evidence kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.facts.drills import DrillHistory
    from launchready.handover.model import Pack

MAX_GUIDE = 256 * 1024


def product_of(manifest: str | None) -> Target:
    """Find the product; a pack needs a manifest.

    Raises:
        click.UsageError: there is none; says what to do.
    """
    from launchready.cli.subject import find_target

    target = find_target(manifest)
    if not target.name:
        raise click.UsageError(
            "a handover needs a manifest.\nWrite one:  launchready init example.com"
        )
    return target


def pack_of(target: Target, report: Path | None) -> Pack:
    """Audit, or read an earlier report, and put the pack together."""
    from launchready.cli.subject import report_of
    from launchready.clock import Clock
    from launchready.handover.pack import make_pack

    return make_pack(
        target.manifest,
        report_of(target.name, report),
        _drills(target),
        runbook=_runbook(target),
        guide=_guide(target),
        source=_source(target),
        now=Clock.system().now,
    )


def _drills(target: Target) -> DrillHistory:
    from launchready.evidence import read_history
    from launchready.facts.drills import DrillHistory

    if target.folder.path is None:
        return DrillHistory()
    try:
        return read_history(target.folder.path, target.manifest.product.domain)
    except OSError as error:
        raise click.FileError(str(target.folder.path), error.strerror) from error


def _runbook(target: Target) -> str:
    from launchready.environment.contract import contract_of
    from launchready.environment.runbook import write_runbook

    if not target.manifest.env:
        return ""
    return write_runbook(contract_of(target.manifest), target.manifest.product.name)


def _source(target: Target) -> str:
    from launchready.collect.git_remote import clone_url

    manifest, folder = target.manifest, target.folder.path
    if manifest.repository is None or folder is None:
        return ""
    return clone_url(folder / manifest.repository.path)


def _guide(target: Target) -> tuple[str, str]:
    """Give the incident document and its path, both "" where there is none."""
    from launchready.collect.incident_guide import find_guide

    manifest, folder = target.manifest, target.folder.path
    if manifest.repository is None or folder is None:
        return "", ""
    root = folder / manifest.repository.path
    path = find_guide(root, manifest.monitoring.incident_checklist)
    if path is None:
        return "", ""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_GUIDE).decode("utf-8", "replace")
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error
    return text, path.relative_to(root).as_posix()
