"""Which product's evidence a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.facts.drills import DrillHistory


def history_of(manifest: str | None) -> DrillHistory:
    """Read the evidence beside a manifest.

    Raises:
        click.UsageError: there is no manifest, or its store cannot be read.
    """
    from launchready.cli.subject import find_target
    from launchready.evidence import read_history

    target = find_target(manifest)
    if target.folder.path is None:
        raise click.UsageError("evidence lies beside a manifest; a bare domain has none")
    try:
        return read_history(target.folder.path, target.manifest.product.domain)
    except OSError as error:
        raise click.UsageError(f"the evidence cannot be read: {error.strerror}") from error
