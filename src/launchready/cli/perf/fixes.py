"""`launchready perf fixes`: the small set of fixes, with proof, and what measures again."""

from __future__ import annotations

from pathlib import Path

import click

from launchready.cli.options import format_option, report_option

EPILOG = """\b
Examples:
  launchready perf fixes                         look, and tell at most seven
  launchready perf fixes --report report.json    of an earlier audit
  launchready perf fixes --format html --out fixes.html
  launchready perf fixes --format markdown       for the wiki

\b
Run `launchready perf` before it: time saved is told from its samples, at peak_rps.

\b
Exit status: 0 nothing is to be mended; 1 something is; 2 the command or the manifest is
wrong; 3 nothing is known to be, and something could not be judged.
"""


@click.command("fixes", epilog=EPILOG)
@click.argument("manifest", required=False)
@report_option("Use this JSON report instead of looking.")
@format_option("terminal", "markdown", "html", "json")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write there instead of standard output.",
)
def command(
    *, manifest: str | None, report_path: Path | None, format_: str, out: Path | None
) -> None:
    """Tell what saves users the most time for an hour of work: at most seven fixes.

    Each with its proof, and the one command that measures it again.  What a cause
    explains, such as a slow route with a missing index, is told once.
    """
    import sys

    from launchready.audit.fixes import small_set
    from launchready.cli.subject import find_target, performance_report
    from launchready.facts.performance import PerfHistory
    from launchready.load.history import read_runs
    from launchready.report import fixes as written

    target = find_target(manifest)
    report = performance_report(target, report_path)
    folder = target.folder.path
    history = read_runs(folder, target.manifest.product.domain) if folder else PerfHistory()
    fixes = small_set(report, target.manifest, history)
    writers = {
        "terminal": written.terminal,
        "markdown": written.markdown,
        "html": written.html,
        "json": written.as_json,
    }
    text = writers[format_](fixes)
    if out is None:
        click.echo(text, nl=False)
    else:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.UsageError(f"{out}: {error.strerror}") from error
        click.echo(f"wrote {out}", err=True)
    sys.exit(1 if fixes.fixes else 3 if fixes.unseen else 0)
