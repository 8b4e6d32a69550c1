"""`launchready audit`: the decision, and the list that led to it."""

from __future__ import annotations

import asyncio
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.audit.bundle import Bundle
    from launchready.audit.model import Report
    from launchready.audit.run import Options

EPILOG = """\b
Examples:
  launchready audit                             launchready.toml here or above
  launchready audit example.com                 what can be seen from outside
  launchready audit --format json --out r.json  for a program
  launchready audit --only 'edge/*' --verbose   some checks, passes listed too
  launchready audit --save run.evidence         keep every fact of the run
  launchready audit --replay run.evidence       judge them again, offline
  launchready audit --baseline last.json        what is new, what is fixed

\b
Exit status: 0 nothing at or above --fail-on; 1 something is; 2 the command or
the manifest is wrong; 3 the minimum bar could not be seen; 4 a fault of ours.
"""


FORMATS = ("terminal", "json")
"""Formats that `launchready.report` has a module for."""


@click.command("audit", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--stage", "stages", multiple=True, help="Only the checks of this stage.")
@click.option(
    "--only", multiple=True, metavar="CHECK", help="Only this check; * stands for any."
)
@click.option("--skip", multiple=True, metavar="CHECK", help="All but this check.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
    help="What to write.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the report to this file.")
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="Keep every fact of the run in this file.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="Judge a kept run again instead of looking.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="REPORT.json",
    help="Compare with an earlier JSON report.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["blocker", "high", "medium", "low", "never"]),
    default="blocker",
    show_default=True,
    help="The least impact that makes exit status 1.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="For the whole run; what is late is unknown.",
)
@click.option("--verbose", "-v", is_flag=True, help="List what passed, too.")
@click.option("--debug", is_flag=True, help="Print a traceback for every fault of ours.")
def command(
    *,
    manifest: str | None,
    stages: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    format_: str,
    out: Path | None,
    save: Path | None,
    replay: Path | None,
    baseline: Path | None,
    fail_on: str,
    timeout: float,
    verbose: bool,
    debug: bool,
) -> None:
    """Audit a product and decide whether to launch.

    MANIFEST is a launchready.toml, a folder that holds one, or a domain name; by
    default the launchready.toml in this folder or the nearest above.
    """
    from launchready.audit.diff import BaselineError, read_baseline
    from launchready.audit.exit_status import exit_status
    from launchready.audit.run import Options, Selection, SelectionError
    from launchready.checks.verdict import Impact
    from launchready.cli.progress import ProgressLine
    from launchready.report.writer import ReportError, write_report

    if replay and (manifest or save):
        raise click.UsageError("--replay takes its manifest from the bundle, and saves nothing")
    try:
        with ProgressLine("looking") as progress:
            options = Options(
                selection=Selection(stages, only, skip),
                baseline=read_baseline(baseline) if baseline else None,
                deadline_s=timeout,
                on_progress=progress,
                on_fault=traceback.print_exception if debug else None,
            )
            report = _replayed(replay, options) if replay else _live(manifest, save, options)
        write_report(report, format_, out, verbose=verbose)
    except (SelectionError, BaselineError, ReportError) as error:
        raise click.UsageError(str(error)) from error
    sys.exit(exit_status(report, None if fail_on == "never" else Impact(fail_on)))


def _live(manifest: str | None, save: Path | None, options: Options) -> Report:
    from dataclasses import replace

    from launchready.audit.bundle import write_bundle
    from launchready.audit.run import audit
    from launchready.cli.subject import find_target
    from launchready.clock import Clock

    target = find_target(manifest)
    options = replace(options, manifest_path=target.name)
    report, bundle = asyncio.run(audit(target.manifest, target.folder, options, Clock.system()))
    if save:
        try:
            write_bundle(save, bundle)
        except OSError as error:
            raise click.FileError(str(save), error.strerror) from error
    return report


def _replayed(path: Path, options: Options) -> Report:
    from launchready.audit.bundle import BundleError, read_bundle
    from launchready.audit.collectors import installed_collectors
    from launchready.audit.run import replay

    try:
        bundle: Bundle = read_bundle(path, installed_collectors())
    except BundleError as error:
        raise click.UsageError(str(error)) from error
    return asyncio.run(replay(bundle, options))
