"""`launchready env scan`: the names used in code, against the contract."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.env.contract import find_contract, load_whole, manifest_option
from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.environment.comparison import Comparison

EPILOG = """\b
Examples:
  launchready env scan                  the [repository] of launchready.toml
  launchready env scan --format json    for a program

\b
Exit status: 0 code and contract agree, 1 a variable is missing from the contract or
nearly named as another, 2 the contract or the command is wrong.
"""


@click.command("scan", epilog=EPILOG)
@manifest_option
@format_option("terminal", "json")
def command(*, manifest: Path | None, format_: str) -> None:
    """Compare the names used in code with the contract.

    Reads Python, JavaScript, TypeScript, Go, Ruby, PHP and more, Dockerfiles, Compose files
    and GitHub workflows, and runs none of it.  Tells what the code needs and the contract
    lacks, what the contract has and nothing uses, and names that are nearly the same.
    """
    from launchready.collect.source import read_repository
    from launchready.environment.comparison import compare, read_by_libraries

    found = find_contract(manifest)
    whole = load_whole(found.path)
    declared = whole.repository
    root = found.path.resolve().parent / (declared.path if declared else ".")
    ignore = (*declared.ignore, *declared.build_output, *declared.logs) if declared else ()
    try:
        facts = read_repository(root, ignore)
    except OSError as error:
        raise click.UsageError(f"{root} cannot be read: {error.strerror}") from error
    compared = compare(facts.environment, whole.env, whole.named_variables)
    unused = tuple(name for name in compared.unused if not read_by_libraries(name))
    if facts.truncated:
        click.echo(f"only a part was read: {facts.truncated}", err=True)
    if format_ == "json":
        _write_json(compared, unused)
    else:
        click.echo(_told(compared, unused))
    sys.exit(bool(compared.missing or compared.near))


def _told(compared: Comparison, unused: tuple[str, ...]) -> str:
    lines = [f"{len(compared.read)} variables are read by the code"]
    for each, meant in compared.near:
        lines.append(f"  nearly {meant}: {each.name} ({each.place})")
    lines += [f"  not in [env]: {each.name} ({each.place})" for each in compared.missing]
    lines += [
        f"  not in [env], has a default: {each.name} ({each.place})"
        for each in compared.optional
    ]
    lines += [f"  in [env], used by nothing: {name}" for name in unused]
    lines += [
        f"  only for deploying? {each.name} ({each.place})" for each in compared.passed_on
    ]
    return "\n".join(lines if len(lines) > 1 else [f"{lines[0]}, all of them in [env]"])


def _write_json(compared: Comparison, unused: tuple[str, ...]) -> None:
    import json

    report = {
        "read": sorted(compared.read),
        "missing": [{"name": each.name, "place": each.place} for each in compared.missing],
        "optional": [{"name": each.name, "place": each.place} for each in compared.optional],
        "near": [
            {"name": each.name, "place": each.place, "meant": meant}
            for each, meant in compared.near
        ],
        "unused": list(unused),
        "passed_on": [{"name": each.name, "place": each.place} for each in compared.passed_on],
    }
    click.echo(json.dumps(report, indent=2))
