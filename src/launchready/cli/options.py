"""Options that many commands have, worded alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def format_option(*formats: str, words: str | None = "What to write.") -> Callable[[F], F]:
    """Add `--format`, as the parameter `format_`; the first one is the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=words,
    )


def report_option(words: str) -> Callable[[F], F]:
    """Add `--report`, an audit's JSON report, as the parameter `report_path`."""
    return click.option(
        "--report",
        "report_path",
        type=click.Path(path_type=Path),
        metavar="REPORT.json",
        help=words,
    )
