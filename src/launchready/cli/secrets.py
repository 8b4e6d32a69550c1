"""`launchready secrets`: every secret in a repository, its history, its builds and logs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.lazy import PathOrCommand
from launchready.cli.options import format_option
from launchready.cli.rotation import COMMANDS

if TYPE_CHECKING:
    from launchready.cli.progress import ByteProgress
    from launchready.secrets.masking import KeyedHash
    from launchready.secrets.scan import Scan
    from launchready.secrets.settings import Settings
    from launchready.secrets.told import Part

EPILOG = """\b
Examples:
  launchready secrets                     this repository, with its whole history
  launchready secrets --staged            what is about to be committed
  launchready secrets ../app --no-history the files of a folder alone
  launchready secrets build.log           one file: a log, an archive, an image
  docker logs app | launchready secrets - what a program prints
  launchready secrets --format sarif --out secrets.sarif

\b
Exit status: 0 nothing at or above --fail-on; 1 a secret is; 2 the command or the
manifest is wrong; 3 something could not be read; 4 a fault of ours.
"""


class _CannotSee(click.ClickException):
    """Git refuses, or is not there: nothing was seen, which is no pass."""

    exit_code = 3


@click.command(
    "secrets",
    cls=PathOrCommand,
    package="launchready.cli.rotation",
    words=COMMANDS,
    epilog=EPILOG,
)
@click.argument("path", required=False)
@click.option("--staged", is_flag=True, help="Only what the next commit adds.")
@click.option(
    "--history/--no-history",
    default=True,
    help="Read every object that git keeps.  [default: history]",
)
@format_option("terminal", "json", "sarif")
@click.option("--out", type=click.Path(path_type=Path), help="Write the report to this file.")
@click.option(
    "--fail-on",
    type=click.Choice(["blocker", "high", "medium", "low", "never"]),
    default="blocker",
    show_default=True,
    help="The least impact that makes exit status 1.",
)
@click.option("--live", is_flag=True, help="Send each found key to its provider, and ask.")
@click.option("--verbose", "-v", is_flag=True, help="List what is public or allowed, too.")
def command(
    *,
    path: str | None,
    staged: bool,
    history: bool,
    format_: str,
    out: Path | None,
    fail_on: str,
    live: bool,
    verbose: bool,
) -> None:
    """Find secrets in files, in git's whole history, in builds and logs.

    PATH is a folder, a file, a launchready.toml, or - for standard input; by default the
    repository of the launchready.toml in this folder or above, or else this folder.
    Nothing is sent anywhere but by --live, which asks a key's own provider whether it is
    alive and what it may do. No value is ever shown: a masked form and a keyed hash tell
    secrets apart.
    """
    import time

    from launchready.cli.progress import ByteProgress
    from launchready.cli.secrets_settings import find_settings
    from launchready.secrets.git import GitProblem
    from launchready.secrets.told import status

    settings = find_settings(path)
    if out is not None and not out.absolute().parent.is_dir():
        raise click.UsageError(f"{out}: there is no folder {out.parent}")
    started = time.time()
    hashed = None
    if live:
        from launchready.secrets.asking import RememberingHash

        hashed = RememberingHash()
    try:
        with ByteProgress("looking for secrets") as progress:
            parts = scan_parts(
                settings, progress, staged=staged, history=history, hashed=hashed
            )
    except GitProblem as problem:
        raise _CannotSee(str(problem)) from None
    _write(settings, parts, started, (format_, out), verbose=verbose)
    if hashed is not None:
        from launchready.cli.rotation.asked import ask_all

        ask_all([each for part in parts for each in part.findings.found], hashed, settings)
    sys.exit(status(parts, fail_on))


def scan_parts(
    settings: Settings,
    progress: ByteProgress,
    *,
    staged: bool = False,
    history: bool = True,
    hashed: KeyedHash | None = None,
) -> list[Part]:
    """Scan every kind of place that the settings name."""
    from launchready.commit_hook import staged_part
    from launchready.secrets import places
    from launchready.secrets.git import find_work_tree
    from launchready.secrets.told import (
        IN_CONTAINER,
        IN_FRONTEND,
        IN_HISTORY,
        IN_LOG,
        IN_SOURCE_MAP,
        IN_TREE,
        Part,
    )

    def scan() -> Scan:
        return settings.scan(progress, hashed)

    root = settings.root
    if settings.stdin:
        return [Part(IN_LOG, places.scan_stream(sys.stdin.buffer, scan()))]
    if settings.file is not None:
        return [Part(IN_TREE, places.scan_paths([settings.file], scan()))]
    if staged:
        if find_work_tree(root) is None:
            raise click.UsageError(f"{root} is not in a git repository: nothing is staged")
        return [staged_part(settings, scan())]
    tree = places.scan_tree(root, scan(), settings.build_output)
    parts = [Part(IN_TREE, tree.findings)]
    if history and find_work_tree(root) is not None:
        told = places.scan_history(root, scan(), with_env_files=False)
        parts.append(Part(IN_HISTORY, told.findings))
    if settings.build_output:
        build = places.scan_build(root, scan(), settings.build_output)
        parts += [Part(IN_FRONTEND, build.findings), Part(IN_SOURCE_MAP, build.source_maps)]
    if settings.logs:
        parts.append(Part(IN_LOG, places.scan_logs(root, scan(), settings.logs).findings))
    if settings.images:
        images = places.scan_images(root, scan(), settings.images)
        parts.append(Part(IN_CONTAINER, images.findings))
    return parts


def _write(
    settings: Settings,
    parts: list[Part],
    started: float,
    output: tuple[str, Path | None],
    *,
    verbose: bool,
) -> None:
    import time

    format_, out = output
    seconds = time.time() - started
    if format_ == "terminal":
        from launchready.commit_hook import for_terminal

        text = for_terminal(parts, seconds, watched=out is None, verbose=verbose)
    else:
        from datetime import UTC, datetime

        from launchready.report import json, sarif
        from launchready.report.secrets_report import as_report, places_below

        at = datetime.fromtimestamp(started, UTC)
        report = as_report(parts, settings.product, settings.manifest, at, seconds)
        if format_ == "json":
            text = json.render(report) + "\n"
        else:
            text = sarif.render(report, places_below(settings.root)) + "\n"
    if out is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    try:
        out.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise click.FileError(str(out), error.strerror) from error
    click.echo(f"wrote {out}", err=True)
