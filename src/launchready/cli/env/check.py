"""`launchready env check`: every problem of an environment in one report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.env.contract import (
    Found,
    environment_option,
    find_contract,
    load_whole,
    manifest_option,
    process_values,
)
from launchready.cli.env.source import read_source
from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.environment.importers import Imported
    from launchready.environment.judge import Problem

EPILOG = """\b
Examples:
  launchready env check --in production           this process's environment
  launchready env check --from .env.production    a file, values and all
  launchready env check --from docker-compose.yml names alone
  heroku config --json | launchready env check --from -
  gh secret list | launchready env check --from -

\b
In CI, before the build:
  launchready env check --in production --from process

\b
Exit status: 0 all is well, 1 something is wrong, 2 the contract or the command is.
"""


@click.command("check", epilog=EPILOG)
@manifest_option
@environment_option
@click.option(
    "--from",
    "source",
    default="process",
    show_default=True,
    metavar="FILE|process|-",
    help="A .env file, a Compose file, or a platform's listing; - reads stdin.",
)
@format_option("terminal", "json")
def command(
    *, manifest: Path | None, environment: str | None, source: str, format_: str
) -> None:
    """Hold an environment's values against the contract.

    Every variable that is missing, empty, malformed, still a placeholder, misnamed, or of
    another environment is told at once, with what it could be.  Values are never shown.
    """
    from launchready.environment.judge import judge, told

    found = find_contract(manifest)
    name = found.environment(environment)
    imported = None if source == "process" else read_source(source)
    values = process_values() if imported is None else imported.values
    problems = judge(found.contract, values, name)
    if imported is not None:
        problems += _of_file(imported)
    problems += _in_repository(found, values, {each.name for each in problems})
    spoken = "this process" if imported is None else "stdin" if source == "-" else source
    if imported is not None and imported.names_only:
        click.echo(f"{spoken}: names alone were read, so values were not judged", err=True)
    if format_ == "json":
        _write_json(problems, name, spoken)
    elif problems:
        click.echo(told(problems, name, spoken))
    else:
        count = len(found.contract.of(name))
        click.echo(f"all {count} variables of {name} are right, from {spoken}")
    sys.exit(bool(problems))


def _of_file(imported: Imported) -> tuple[Problem, ...]:
    """Tell what is wrong with the file itself."""
    from launchready.environment.judge import Problem, Wrong

    twice = (
        Problem(name, Wrong.DUPLICATE, f"is set twice; line {line} wins, where readers agree")
        for name, line in imported.twice.items()
    )
    damaged = (
        Problem(f"line {line}", Wrong.MALFORMED, "makes no sense: is a quote not closed?")
        for line in imported.damaged
    )
    return (*twice, *damaged)


def _in_repository(
    found: Found, values: object, wrong_already: set[str]
) -> tuple[Problem, ...]:
    """Look for the values of variables that must not stand in the repository."""
    assert isinstance(values, dict)
    wanted = {
        variable.name: values[variable.name]
        for variable in found.contract.variables.values()
        if variable.not_in_repository
        and variable.name not in wrong_already
        and values.get(variable.name)
    }
    if not wanted:
        return ()
    from launchready.collect.source.containing import files_containing
    from launchready.environment.judge import Problem, Wrong

    repository = load_whole(found.path).repository
    root = found.path.resolve().parent / (repository.path if repository else ".")
    places = files_containing(root, wanted, repository.ignore if repository else ())
    return tuple(
        Problem(name, Wrong.IN_REPOSITORY, f"has its value in the repository: {place}")
        for name, place in places.items()
    )


def _write_json(problems: tuple[Problem, ...], environment: str, source: str) -> None:
    import json

    found = [
        {"name": p.name, "wrong": p.wrong.value, "text": p.text, "example": p.example}
        for p in problems
    ]
    report = {"environment": environment, "source": source, "problems": found}
    click.echo(json.dumps(report, indent=2))
