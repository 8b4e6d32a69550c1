"""Groups of commands that are imported only when they run, so that --help stays quick."""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are modules of a package, each with a `command`.

    Args:
        package: full name of the package; "log-canary" is its module `log_canary`, and
            "import" its module `import_`.
        words: every command with its one line of help, in the order of a first visit.
    """

    def __init__(
        self, *args: Any, package: str = "", words: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.package = package
        self.words = dict(words or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of a first visit."""
        return list(self.words)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.words:
            return None
        name = cmd_name.replace("-", "_") + "_" * keyword.iskeyword(cmd_name)
        module = importlib.import_module(f"{self.package}.{name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.words.items()))


class DefaultGroup(LazyGroup):
    """A group that runs one of its commands where none is named.

    Args:
        default: its name.
    """

    def __init__(self, *args: Any, default: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front of what is meant for it."""
        if not args or (args[0] not in self.words and args[0] not in ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)


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
