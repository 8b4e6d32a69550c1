"""What follows a found secret: `launchready secrets ledger`, `rotated` and `live`.

They stand behind `launchready secrets`, whose own argument is a path: a folder of such a name
is written "./ledger".
"""

from __future__ import annotations

import importlib
from typing import Any

import click

COMMANDS = ("ledger", "rotated", "live")


class ScanCommand(click.Command):
    """`launchready secrets PATH`, with the commands of this package beside it."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Give way to a command of this package where its name comes first."""
        if not args or args[0] not in COMMANDS:
            return super().make_context(info_name, args, parent, **extra)
        command: click.Command = importlib.import_module(f"{__name__}.{args[0]}").command
        return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run whichever command the context is of."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)
