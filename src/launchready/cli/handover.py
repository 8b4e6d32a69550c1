"""`launchready handover`: the pack for whoever takes the product over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.facts.drills import DrillHistory

EPILOG = """\b
Examples:
  launchready handover                          audit, then write ./handover
  launchready handover --report report.json     with what an earlier audit found
  launchready handover --out pack --force       into another folder
  launchready handover --since signed/pack.json what changed since that pack

\b
Exit status: 0 everything in the pack is proven; 1 something is not; 2 the command or
the manifest is wrong.
"""

MAX_GUIDE = 256 * 1024


@click.command("handover", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("handover"),
    show_default=True,
    help="Folder to write the pack into.",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    metavar="REPORT.json",
    help="Use this JSON report instead of auditing.",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path, exists=True),
    metavar="PACK",
    help="Say what changed since an earlier pack, and write nothing.",
)
@click.option("--force", is_flag=True, help="Write into a folder that holds other files.")
def command(
    *,
    manifest: str | None,
    out: Path,
    report_path: Path | None,
    since: Path | None,
    force: bool,
) -> None:
    """Write what a stranger needs to run the product: one folder, one HTML file.

    Accounts and who holds them, the domain map, hosts and addresses, deployment, secrets
    and their runbook, monitors, contacts, the incident document, evidence of drills, open
    risks, decisions, next steps.  What nobody has shown to be so is listed as unproven.
    """
    import sys

    from launchready.cli.subject import find_target, report_of
    from launchready.clock import Clock
    from launchready.handover.pack import CannotPack, changed, make_pack, unproven, write_pack

    target = find_target(manifest)
    if not target.name:
        raise click.UsageError(
            "a handover needs a manifest.\nWrite one:  launchready init example.com"
        )
    report = report_of(target.name, report_path)
    pack = make_pack(
        target.manifest,
        report,
        _drills(target),
        runbook=_runbook(target),
        guide=_guide(target),
        now=Clock.system().now,
    )
    try:
        if since is not None:
            lines = changed(since, pack)
            click.echo("\n".join(lines) if lines else "nothing changed")
            return
        written = write_pack(pack, out, force=force)
    except CannotPack as error:
        raise click.UsageError(str(error)) from error
    points = unproven(pack)
    for section, point in points:
        click.echo(f"unproven  {section.title}: {point}")
    click.echo(f"{len(written)} files, {len(points)} points unproven", err=True)
    click.echo(f"wrote {out}/handover.html", err=True)
    sys.exit(1 if points else 0)


def _drills(target: Target) -> DrillHistory:
    from launchready.evidence import read_history
    from launchready.facts.drills import DrillHistory

    if target.folder.path is None:
        return DrillHistory()
    try:
        return read_history(target.folder.path, target.manifest.product.domain)
    except OSError as error:
        raise click.FileError(str(target.folder.path), error.strerror) from error


def _runbook(target: Target) -> str:
    from launchready.environment.contract import contract_of
    from launchready.environment.runbook import write_runbook

    if not target.manifest.env:
        return ""
    return write_runbook(contract_of(target.manifest), target.manifest.product.name)


def _guide(target: Target) -> tuple[str, str]:
    """Give the incident document and its path, both "" where there is none."""
    from launchready.collect.incident_guide import find_guide

    manifest, folder = target.manifest, target.folder.path
    if manifest.repository is None or folder is None:
        return "", ""
    root = folder / manifest.repository.path
    path = find_guide(root, manifest.monitoring.incident_checklist)
    if path is None:
        return "", ""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_GUIDE).decode("utf-8", "replace")
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error
    return text, path.relative_to(root).as_posix()
