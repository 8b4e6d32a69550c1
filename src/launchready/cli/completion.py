"""What a shell offers for a word that is half written."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def complete_check(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the ids of checks."""
    from launchready.checks.catalogue import check_modules

    return [CompletionItem(each) for each in check_modules() if each.startswith(incomplete)]


def complete_stage(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the stages, each with its title."""
    from launchready.checks.catalogue import STAGES

    return [
        CompletionItem(stage, help=title)
        for stage, title in STAGES.items()
        if stage.startswith(incomplete)
    ]
