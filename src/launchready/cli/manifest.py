"""`launchready manifest`: whether launchready.toml holds to its schema, offline."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Examples:
  launchready manifest                    launchready.toml here or above
  launchready manifest a.toml b.toml      several, as pre-commit does
"""


@click.command("manifest", epilog=EPILOG)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def command(files: tuple[Path, ...]) -> None:
    """Check launchready.toml alone, without looking at the product.

    Exit status 2: a line is wrong; each is named with what would be right.
    """
    from launchready.cli.subject import ManifestProblem, find_target
    from launchready.manifest.load import ManifestError, load_manifest

    if not files:
        files = (Path(find_target(None).name),)
    problems = []
    for path in files:
        try:
            load_manifest(path)
        except ManifestError as error:
            problems.append(str(error))
        else:
            click.echo(f"{path}: holds to the schema", err=True)
    if problems:
        raise ManifestProblem("\n".join(problems))
