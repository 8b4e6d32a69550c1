"""`launchready plan`: the next sprint, with hours, order and cost."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from launchready.cli.options import format_option, report_option

EPILOG = """\b
Examples:
  launchready plan                            audit, then plan
  launchready plan --report report.json       plan what an earlier audit found
  launchready plan --day-rate 800             with a cost
  launchready plan --format markdown          a checklist for the wiki
  launchready plan --format csv > plan.csv    for a spreadsheet
  launchready plan --format github |          one issue a task, by GitHub's own tool
    while read -r issue; do
      echo "$issue" | gh api repos/{owner}/{repo}/issues --input -; done
"""


@click.command("plan", epilog=EPILOG)
@click.argument("manifest", required=False)
@report_option("Plan what this JSON report found, instead of auditing.")
@click.option(
    "--day-rate",
    type=click.FloatRange(min=0, min_open=True),
    metavar="AMOUNT",
    help="What eight hours cost, in any currency.",
)
@format_option("terminal", "markdown", "csv", "json", "github")
def command(
    *, manifest: str | None, report_path: Path | None, day_rate: float | None, format_: str
) -> None:
    """Plan the next sprint: what to fix now, what can wait, in which order.

    One task is what one change mends, wherever it was found.  Names come before
    certificates, certificates before redirects: `after` names the tasks to do first.
    Blockers, high impact and what was decided to be fixed now come before the launch.
    """
    from launchready.audit.sprint import plan_sprint
    from launchready.cli.subject import report_of
    from launchready.report import sprint as written

    sprint = plan_sprint(report_of(manifest, report_path), day_rate)
    if format_ == "terminal":
        watched = sys.stdout.isatty()
        color = watched and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        width = shutil.get_terminal_size((96, 24)).columns if watched else 96
        text = written.terminal(sprint, width=max(40, min(width, 110)), color=color)
    else:
        writers = {
            "markdown": written.markdown,
            "csv": written.as_csv,
            "json": written.as_json,
            "github": written.github,
        }
        text = writers[format_](sprint)
    click.echo(text, nl=False)
