"""`launchready audit`: the decision, and the list that led to it."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click
import click.shell_completion

from launchready.cli.completion import complete_check, complete_stage
from launchready.cli.options import format_option
from launchready.cli.running import run

if TYPE_CHECKING:
    from launchready.audit.bundle import Bundle
    from launchready.audit.model import Report
    from launchready.audit.run import Options

EPILOG = """\b
Examples:
  launchready audit                             launchready.toml here or above
  launchready audit example.com                 what can be seen from outside
  launchready audit --format html --out r.html  one page, to read and to send on
  launchready audit --also sarif=r.sarif        several formats of one run
  launchready audit --only 'edge/*' --verbose   some checks, passes listed too
  launchready audit --save run.evidence         keep every fact of the run
  launchready audit --replay run.evidence       judge them again, offline
  launchready audit --baseline last.json        what is new, what is fixed

\b
Exit status: 0 nothing at or above --fail-on; 1 something is; 2 the command or
the manifest is wrong; 3 the minimum bar could not be seen; 4 a fault of ours.
"""


FORMATS = ("terminal", "json", "html", "markdown", "sarif", "junit", "pdf")
"""Formats that `launchready.report` has a module for."""


class _Also(click.ParamType[tuple[str, Path]]):
    """A further format and its file, as FORMAT=FILE."""

    name = "FORMAT=FILE"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """Take the two apart."""
        format_, equals, path = value.partition("=")
        if format_ not in FORMATS or not equals or not path:
            self.fail(f"{value!r} is not FORMAT=FILE with one of {', '.join(FORMATS)}")
        return format_, Path(path)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Offer the formats."""
        offered = [f"{each}=" for each in FORMATS if f"{each}=".startswith(incomplete)]
        return [click.shell_completion.CompletionItem(each) for each in offered]


@click.command("audit", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option(
    "--stage",
    "stages",
    multiple=True,
    shell_complete=complete_stage,
    help="Only the checks of this stage.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="CHECK",
    shell_complete=complete_check,
    help="Only this check; * stands for any.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="CHECK",
    shell_complete=complete_check,
    help="All but this check.",
)
@format_option(*FORMATS)
@click.option("--out", type=click.Path(path_type=Path), help="Write the report to this file.")
@click.option(
    "--also",
    multiple=True,
    type=_Also(),
    metavar="FORMAT=FILE",
    help="Write a further format to a file; may be given again.",
)
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
    also: tuple[tuple[str, Path], ...],
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
    from launchready.report.writer import Output, ReportError, check_outputs, write_reports

    if replay and (manifest or save):
        raise click.UsageError("--replay takes its manifest from the bundle, and saves nothing")
    outputs = [Output(format_, out), *(Output(*each) for each in also)]
    try:
        check_outputs(outputs)
        with ProgressLine("looking") as progress:
            options = Options(
                selection=Selection(stages, only, skip),
                baseline=read_baseline(baseline) if baseline else None,
                deadline_s=timeout,
                on_progress=progress,
                on_fault=traceback.print_exception if debug else None,
            )
            report = _replayed(replay, options) if replay else _live(manifest, save, options)
        write_reports(report, outputs, verbose=verbose)
    except (SelectionError, BaselineError, ReportError) as error:
        raise click.UsageError(str(error)) from error
    sys.exit(exit_status(report, None if fail_on == "never" else Impact(fail_on)))


def _live(manifest: str | None, save: Path | None, options: Options) -> Report:
    from msgspec.structs import replace

    from launchready.audit.bundle import write_bundle
    from launchready.audit.run import audit
    from launchready.cli.subject import find_target
    from launchready.clock import Clock

    target = find_target(manifest)
    options = replace(options, manifest_path=target.name)
    report, bundle = run(audit(target.manifest, target.folder, options, Clock.system()))
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
    return run(replay(bundle, options))
