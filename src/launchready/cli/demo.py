"""`launchready demo`: one product as two twins, broken and ready, audited side by side."""

from __future__ import annotations

import asyncio
import contextlib
import os
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
  launchready demo                  audit both twins, print both decisions
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
    help="Where manifests and reports go; default: a new temporary folder.",
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
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run_demo(place, keep=keep))


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
    async with AsyncExitStack() as stack:
        for name, faults in (("broken", BROKEN), ("ready", READY)):
            place = folder / name
            await asyncio.to_thread(place.mkdir, parents=True, exist_ok=True)
            twin = await stack.enter_async_context(serve(faults, place))
            with _variables(twin.environment):
                reports[name] = await _audit(name, twin)
            click.echo(_summary(name, twin, reports[name]))
            click.echo(_write_report(reports[name], place))
            if keep:
                click.echo(_how_to(twin))
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


def _summary(name: str, twin: Twin, report: Report) -> str:
    from launchready.checks.verdict import Status

    lines = [f"{name} twin: {report.decision.value} (in {report.duration_s:.1f} s)"]
    failed = [finding for finding in report.findings if finding.status is Status.FAIL]
    for finding in failed[:10]:
        impact = finding.impact.value if finding.impact else ""
        lines.append(f"  {impact:8} {finding.target}: {finding.summary}  [{finding.check}]")
    if len(failed) > 10:
        lines.append(
            f"  and {len(failed) - 10} more; see launchready audit {twin.manifest_path}"
        )
    return "\n".join(lines)


def _write_report(report: Report, folder: Path) -> str:
    from launchready.report.terminal import render

    path = folder / "report.txt"
    path.write_text(render(report, width=96, verbose=True))
    return f"  report: {path}"


def _how_to(twin: Twin) -> str:
    given = " ".join(f"{name}={value}" for name, value in twin.environment.items())
    return f"  try: {given} launchready audit {twin.manifest_path}"


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
