"""`launchready env diff`: two environments side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.env.contract import Found, find_contract, manifest_option
from launchready.cli.env.source import read_source
from launchready.cli.options import format_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launchready.environment.difference import Row

EPILOG = """\b
Examples:
  launchready env diff staging production              .env.staging and .env.production
  launchready env diff .env.staging .env.production    files
  launchready env diff heroku-staging.json process     a listing, and this process

\b
Exit status: 0 no secret is shared, 1 one is, 2 the contract or the command is wrong.
"""


@click.command("diff", epilog=EPILOG)
@manifest_option
@click.argument("first")
@click.argument("second")
@format_option("terminal", "json")
def command(*, manifest: Path | None, first: str, second: str, format_: str) -> None:
    """Compare two environments by names and hashes.

    FIRST and SECOND are files, "process", or names of environments, whose files are looked
    for beside the manifest.  Values are compared by a keyed hash and never shown; the key
    is in your configuration, so that nobody else can try passwords against a hash.
    """
    from launchready.environment.difference import difference
    from launchready.keyed_hash import keyed_hash, user_key

    found = find_contract(manifest)
    sides = [_side(found, each) for each in (first, second)]
    key = user_key()
    rows = difference(
        found.contract, sides[0], sides[1], lambda value: keyed_hash(key, value.encode())
    )
    if format_ == "json":
        _write_json(rows, first, second)
    else:
        click.echo(_told(rows, first, second))
    sys.exit(any(row.wrong for row in rows))


def _side(found: Found, name: str) -> Mapping[str, str | None]:
    if name == "process":
        import os

        declared = found.contract.variables
        return {each: os.environ[each] for each in declared if each in os.environ}
    return read_source(str(_file_of(found, name))).values


def _file_of(found: Found, name: str) -> Path:
    """Find the file that an argument means."""
    if Path(name).is_file():
        return Path(name)
    folder = found.path.parent
    tried = [folder / f".env.{name}", folder / f"{name}.env", folder / "ops" / f"{name}.env"]
    for candidate in tried:
        if candidate.is_file():
            return candidate
    raise click.UsageError(
        f'there is no file "{name}", nor {", ".join(str(each) for each in tried)}'
    )


def _told(rows: tuple[Row, ...], first: str, second: str) -> str:
    if not rows:
        return "neither environment has a variable"
    width = max(len(row.name) for row in rows)
    words = {
        "same": "the same in both",
        "different": "different",
        "only-first": f"in {first} alone",
        "only-second": f"in {second} alone",
        "unseen": "in both, values not seen",
    }
    lines = []
    for row in rows:
        alarm = "  <- a secret that both hold" if row.wrong else ""
        hashes = f"{row.first or '-':16}  {row.second or '-':16}"
        lines.append(f"{row.name:{width}}  {hashes}  {words[row.state.value]}{alarm}")
    return "\n".join(lines)


def _write_json(rows: tuple[Row, ...], first: str, second: str) -> None:
    import json

    found = [
        {
            "name": row.name,
            "secret": row.secret,
            "state": row.state.value,
            "first": row.first,
            "second": row.second,
            "wrong": row.wrong,
        }
        for row in rows
    ]
    report = {"first": first, "second": second, "variables": found}
    click.echo(json.dumps(report, indent=2))
