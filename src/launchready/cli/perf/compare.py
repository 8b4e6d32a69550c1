"""`launchready perf compare`: what a release made faster or slower."""

from __future__ import annotations

import sys

import click

from launchready.cli.options import format_option

EPILOG = """\b
Examples:
  launchready perf compare 1.4.0 1.5.0
  launchready perf compare 1.4.0 1.5.0 staging.toml --format json

\b
All runs of a release count.  Latencies as a whole by Mann and Whitney's test, the
slow end by a permutation test of p90, corrected for how many routes there are; the
same runs give the same answer every time.

\b
Exit status: 0 nothing regressed; 1 a route did; 2 a release is not on record;
3 there were too few samples of every route.
"""


@click.command("compare", epilog=EPILOG)
@click.argument("before")
@click.argument("after")
@click.argument("manifest", required=False)
@format_option("terminal", "json", words=None)
def command(*, before: str, after: str, manifest: str | None, format_: str) -> None:
    """Say of each route whether it regressed, improved, or cannot be told."""
    from launchready.cli.subject import find_target
    from launchready.facts.performance import together
    from launchready.load.compare import Change, compare
    from launchready.load.history import read_runs
    from launchready.report.performance import comparison_document, render_comparison

    target = find_target(manifest)
    if target.folder.path is None:
        raise click.UsageError("a bare domain has no runs on record: name a manifest")
    history = read_runs(target.folder.path, target.manifest.product.domain)
    known = list(dict.fromkeys(run.release or "(none)" for run in history.runs))
    for release in (before, after):
        if not history.of_release(release):
            told = ", ".join(known[:10]) or "none at all"
            raise click.UsageError(f"no run of {release} is on record; there are: {told}")
    changes = compare(together(history.of_release(before)), together(history.of_release(after)))
    click.echo(
        comparison_document(before, after, changes)
        if format_ == "json"
        else render_comparison(before, after, changes)
    )
    if any(each.change is Change.REGRESSED for each in changes):
        sys.exit(1)
    sys.exit(0 if any(each.p is not None for each in changes) else 3)
