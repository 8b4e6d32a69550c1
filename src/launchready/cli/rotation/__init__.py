"""What follows a found secret: `launchready secrets ledger`, `rotated` and `live`.

They stand behind `launchready secrets`, whose own argument is a path: a folder of such a name
is written "./ledger".
"""

from __future__ import annotations

from typing import Any

import click

from launchready.cli.lazy import LazyGroup

COMMANDS = {
    "ledger": "List what leaked, and what is still to be proven.",
    "rotated": "Bring proof that a leaked secret opens nothing any more.",
    "live": "Ask providers about the product's keys: alive, and what may they do?",
}
"""Every command with its one line of help, so that --help imports none of them."""


class PathOrCommand(LazyGroup):
    """A command that takes a path, with other commands beside it.

    Where the name of one of those comes first, it is run; anything else is for the command
    itself, whose options may stand before and after the path.
    """

    allow_extra_args = False
    allow_interspersed_args = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, invoke_without_command=True, **more)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Give way to another command where its name comes first."""
        command = self.get_command(click.Context(self), args[0]) if args else None
        if command is None:
            return super().make_context(info_name, args, parent, **extra)
        return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments as a plain command does."""
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run whichever command the context is of."""
        if ctx.command is self:
            return click.Command.invoke(self, ctx)
        return ctx.command.invoke(ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Show the usage of a plain command."""
        return click.Command.collect_usage_pieces(self, ctx)
