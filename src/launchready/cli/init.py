"""`launchready init`: write a first launchready.toml from what is there."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

EPILOG = """\b
Examples:
  launchready init example.com            look at a domain and this folder
  launchready init                        take the domain from CNAME or package.json
  launchready init example.com --out -    print it instead of writing a file
  launchready init example.com --force    replace the launchready.toml that is here
"""


@click.command("init", epilog=EPILOG)
@click.argument("domain", required=False)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    show_default="this folder",
    help="Where the source code is, and the file is written.",
)
@click.option("--out", metavar="FILE", help='Where to write; "-" prints.')
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@click.option(
    "--from",
    "network_from",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="MANIFEST",
    help="Use and keep the [network] table of this manifest (staging, tests).",
)
def command(
    *,
    domain: str | None,
    folder: Path,
    out: str | None,
    force: bool,
    network_from: Path | None,
) -> None:
    """Look at a domain and a repository, and write launchready.toml.

    From outside: DNS, redirects, certificates' names, mail records, sitemap and the login
    form.  In the folder: frameworks, names of environment variables, CI, Dockerfile and
    packages of providers.  What only you can know is asked in comments that begin with
    "# ?".  Nothing is changed anywhere but in that one file.
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import ManifestProblem
    from launchready.collect.services import Folder
    from launchready.manifest.init import CannotDraft, draft
    from launchready.manifest.load import FILE_NAME, ManifestError, load_manifest
    from launchready.net.network import Network

    path = None if out == "-" else Path(out) if out else folder / FILE_NAME
    if path is not None and not force and os.path.lexists(path):
        raise click.UsageError(
            f"{path} is already there; --force replaces it, --out - prints instead"
        )
    network = Network()
    if network_from is not None:
        try:
            base = Folder(network_from.resolve().parent)
            network = open_network(load_manifest(network_from), base)
        except ManifestError as error:
            raise ManifestProblem(str(error)) from error
    try:
        text = asyncio.run(draft(domain, folder, network))
    except CannotDraft as error:
        raise click.UsageError(f"{error}.\nName it:  launchready init example.com") from error
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        # "x" so that a file made in the meantime is not overwritten either.
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
    questions = sum(line.startswith("# ?") for line in text.splitlines())
    click.echo(f"{path}: written, with {questions} questions to answer", err=True)
