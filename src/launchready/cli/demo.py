"""`launchready demo`: one product as two twins, broken and ready, audited side by side."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.audit.model import Report
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
    from launchready.demo.twin import serve

    reports: dict[str, Report] = {}
    pages: dict[str, Path] = {}
    async with AsyncExitStack() as stack:
        for name, faults in (("broken", BROKEN), ("ready", READY)):
            place = folder / name
            await asyncio.to_thread(place.mkdir, parents=True, exist_ok=True)
            twin = await stack.enter_async_context(serve(faults, place))
            with _variables(twin.environment):
                reports[name] = await _audit(name, twin)
            click.echo(_summary(name, reports[name]))
            pages[name] = await asyncio.to_thread(_write_reports, reports[name], place)
            if keep:
                click.echo(_how_to(twin))
        click.echo("\nReports, to open in a browser:")
        for name, page in pages.items():
            click.echo(f"  {name:8} {page.resolve().as_uri()}")
        if keep:
            click.echo("both twins are up; ctrl-C ends them", err=True)
            await asyncio.Event().wait()
    return reports


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

    decision = words.DECISIONS[report.decision].lower()
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


def _how_to(twin: Twin) -> str:
    from launchready.demo.places import ADDRESSES, APP

    given = " ".join(f"{name}={value}" for name, value in twin.environment.items())
    place = twin.connect[f"{ADDRESSES[APP][0]}:443"]
    roots = twin.manifest_path.with_name("ca.pem")
    return (
        f"  audit: {given} launchready audit {twin.manifest_path}\n"
        f"  visit: curl --cacert {roots} --connect-to {APP}:443:{place} https://{APP}/login"
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
