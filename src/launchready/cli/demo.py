"""`launchready demo`: one product as two twins, broken and ready, audited side by side."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.audit.model import Report
    from launchready.demo.faults import Faults
    from launchready.demo.twin import Twin

EPILOG = """\b
Examples:
  launchready demo                  audit both twins, write a report of each
  launchready demo --serve          keep them up, to audit and visit by hand
  launchready demo --folder demo    keep manifests and reports in a folder

\b
Everything runs on this machine's loopback, on free ports; ctrl-C ends it.
"""


@click.command("demo", epilog=EPILOG)
@click.option("--serve", "keep", is_flag=True, help="Keep both twins up until ctrl-C.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the twins' files and the reports go; default: a new temporary folder.",
)
def command(*, keep: bool, folder: Path | None) -> None:
    """Audit a broken and a ready product on this machine."""
    try:
        import launchready.demo.twin  # noqa: F401  (asks for the extra before work begins)
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f"the demo needs {error.name}: pip install 'launchready[demo]'"
        ) from error
    place = folder or Path(tempfile.mkdtemp(prefix="launchready-demo-"))
    try:
        asyncio.run(run_demo(place, keep=keep))
    except KeyboardInterrupt:
        click.echo("", err=True)
        sys.exit(0 if keep else 130)


async def run_demo(folder: Path, *, keep: bool = False) -> dict[str, Report]:
    """Bring both twins up in a folder, audit them, and print both decisions.

    Args:
        folder: manifests, repositories and reports are written below it.
        keep: stay up until cancelled.

    Returns:
        The report of each twin, by its name.
    """
    from launchready.demo.faults import BROKEN, READY

    reports: dict[str, Report] = {}
    pages: dict[str, Path] = {}
    twins: dict[str, Twin] = {}
    async with asyncio.TaskGroup() as running:
        keeping = []
        for name, faults in (("broken", BROKEN), ("ready", READY)):
            place = folder / name
            await asyncio.to_thread(place.mkdir, parents=True, exist_ok=True)
            kept, first = _keep_up(name, place, faults)
            keeping.append(running.create_task(kept))
            twins[name] = twin = await first
            with _variables(twin.environment):
                reports[name] = await _audit(name, twin)
            click.echo(_summary(name, reports[name]))
            pages[name] = await asyncio.to_thread(_write_reports, reports[name], place)
        click.echo("\nReports, to open in a browser:")
        for name, page in pages.items():
            click.echo(f"  {name:8} {page.resolve().as_uri()}")
        if keep:
            click.echo(_how_to(twins, folder.resolve()))  # noqa: ASYNC240
            click.echo("both twins are up; ctrl-C ends them", err=True)
            await asyncio.Event().wait()
        for task in keeping:
            task.cancel()
    return reports


def _keep_up(
    name: str, place: Path, faults: Faults
) -> tuple[Coroutine[None, None, None], asyncio.Future[Twin]]:
    """Make what keeps a twin up, and what tells when it is up for the first time."""
    from launchready.demo.mending import keep_up

    first: asyncio.Future[Twin] = asyncio.get_running_loop().create_future()

    def up(twin: Twin) -> None:
        if first.done():
            left = len(twin.faults.active)
            click.echo(f"{name} twin: up again, {left or 'no'} fault{'s' * (left != 1)} left")
        else:
            first.set_result(twin)

    def told(problem: str) -> None:
        click.echo(problem, err=True)

    return keep_up(place, faults, up=up, told=told), first


async def _audit(name: str, twin: Twin) -> Report:
    from launchready.audit.run import Options, audit
    from launchready.cli.progress import ProgressLine
    from launchready.clock import Clock
    from launchready.collect.services import Folder
    from launchready.manifest.load import load_manifest

    path = twin.manifest_path
    click.echo(f"{name} twin: auditing {path}", err=True)
    with ProgressLine(name) as progress:
        options = Options(manifest_path=str(path), on_progress=progress)
        manifest = load_manifest(path)
        report, _ = await audit(manifest, Folder(path.parent), options, Clock.system())
    return report


def _summary(name: str, report: Report) -> str:
    from launchready.report import words

    decision = words.decision(report).lower()
    risks = words.risks(report)
    lines = [
        f"{name} twin: {decision}: {words.reason(report)} (in {report.duration_s:.1f} s)",
        *(
            f"  {risk.impact or '':8} {risk.target}: {risk.summary}  [{risk.check}]"
            for risk in (each.finding for each in risks[: words.MAX_RISKS])
        ),
    ]
    more = len(risks) - words.MAX_RISKS
    if more > 0:
        lines.append(f"  and {more} more, in the report")
    return "\n".join(lines)


def _write_reports(report: Report, folder: Path) -> Path:
    """Write the report as a page, as text and for programs; gives the page."""
    from launchready.report import html, json, terminal

    text = terminal.render(report, width=96, verbose=True)
    (folder / "report.txt").write_text(text, encoding="utf-8")
    (folder / "report.json").write_text(json.render(report) + "\n", encoding="utf-8")
    page = folder / "report.html"
    page.write_text(html.render(report), encoding="utf-8")
    return page


def _how_to(twins: Mapping[str, Twin], folder: Path) -> str:
    from launchready.demo.mending import FILE_NAME
    from launchready.demo.places import ADDRESSES, APP

    lines = ["\nSign-in pages:"]
    for name, twin in twins.items():
        place = twin.connect[f"{ADDRESSES[APP][0]}:443"]
        roots = twin.manifest_path.with_name("ca.pem")
        curl = f"curl --cacert {roots} --connect-to {APP}:443:{place} https://{APP}/login"
        lines.append(f"  {name:8} {curl}")
    return (
        "\n".join(lines)
        + f"""

In another terminal:
  cd {folder}
  set -a; . broken/variables; set +a   # what the manifests read from the environment
  launchready audit broken
  $EDITOR broken/{FILE_NAME}           # a line taken out is a fault mended"""
    )


@contextlib.contextmanager
def _variables(given: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for as long as an audit runs."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
