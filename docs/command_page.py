"""Writes the page of all commands, from their own help: python docs/command_page.py."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import click

from launchready.cli import EPILOG, cli
from launchready.manifest.json_schema import manifest_schema

FOLDER = Path(__file__).parent


def command_page() -> str:
    """Write every command with its arguments, options and examples as Markdown."""
    parts = ["# Commands", *_text(cli.help or ""), *_epilog(EPILOG)]
    with click.Context(cli, info_name="launchready") as context:
        parts += _commands(cli, context, "launchready", 2)
    return "\n\n".join(parts) + "\n"


def _commands(
    group: click.Group, context: click.Context, path: str, level: int
) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        whole = f"{path} {name}"
        yield f"{'#' * level} {whole}"
        yield from _text(command.help or "")
        with click.Context(command, info_name=name, parent=context) as inner:
            usage = " ".join(command.collect_usage_pieces(inner))
            yield f"```text\n{whole} {usage}\n```"
            yield from _options(command, inner)
            yield from _epilog(command.epilog or "")
            if isinstance(command, click.Group):
                yield from _commands(command, inner, whole, level + 1)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [
        record
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context))
        and record[1]
        and "--help" not in record[0]
    ]
    if records:
        rows = [f"| `{_cell(names)}` | {_cell(text)} |" for names, text in records]
        yield "\n".join(["| option | |", "| --- | --- |", *rows])


def _text(text: str) -> Iterator[str]:
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        yield " ".join(paragraph.replace("\b", "").split()).replace("<", "&lt;")


def _epilog(epilog: str) -> Iterator[str]:
    """Show examples as they stand, and other words as words."""
    for block in filter(None, (part.strip("\n") for part in epilog.split("\b\n"))):
        title, _, rest = block.partition("\n")
        if rest.startswith("  "):
            yield f"{title}\n\n```text\n{inspect.cleandoc(rest.rstrip())}\n```"
        else:
            yield " ".join(block.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Write the page, and the manifest's schema, which editors want from the same place."""
    (FOLDER / "commands.md").write_text(command_page(), encoding="utf-8")
    schema = json.dumps(manifest_schema(), indent=2) + "\n"
    (FOLDER / "manifest.schema.json").write_text(schema, encoding="utf-8")


if __name__ == "__main__":
    main()
