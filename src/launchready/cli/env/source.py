"""Reads what a command names as an environment: a .env file, a Compose file, a listing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.environment.importers import Imported

MAX_BYTES = 4 * 1024 * 1024


def read_source(source: str) -> Imported:
    """Read a file, or stdin for "-".

    Raises:
        click.UsageError: it cannot be read, or holds no variables.
    """
    from launchready.collect.source.environment import is_compose
    from launchready.environment.importers import NothingFound, import_environment

    try:
        octets = _octets(source)
        if len(octets) > MAX_BYTES:
            raise click.UsageError(f"{source} is larger than {MAX_BYTES // 1024**2} MB")
        text = octets.decode("utf-8-sig")
        if source != "-" and is_compose(source):
            return _compose(source, text)
        return import_environment(text)
    except OSError as error:
        raise click.UsageError(f"{source} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{source} is not UTF-8 text") from error
    except NothingFound as error:
        raise click.UsageError(f"{source} {error}") from error


def _octets(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(source).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _compose(source: str, text: str) -> Imported:
    from launchready.collect.source.environment import names_in_compose
    from launchready.environment.importers import Imported

    names = (each.name for each in names_in_compose(source, text))
    return Imported(dict.fromkeys(names), "Compose file")
