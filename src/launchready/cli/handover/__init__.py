"""`launchready handover`: the pack for whoever takes the product over, and what is proven."""

from __future__ import annotations

from pathlib import Path

import click

from launchready.cli.lazy import PathOrCommand
from launchready.cli.options import report_option

COMMANDS = {
    "prove": "Prove that an account of the product is yours.",
    "sign": "Sign a pack, as who takes the product over.",
    "diff": "Say what changed since the pack that was signed last.",
}
"""Every command with its one line of help, so that --help imports none of them."""

EPILOG = """\b
Examples:
  launchready handover                          audit, then write ./handover
  launchready handover --report report.json     with what an earlier audit found
  launchready handover --out pack --pdf         into another folder, as PDF, too
  launchready handover prove dns                prove that the zone is yours
  launchready handover sign --by "Ana Founder"  sign what was written
  launchready handover diff                     what changed since it was signed

\b
Exit status: 0 everything in the pack is proven; 1 something is not; 2 the command or
the manifest is wrong.
"""


@click.command("handover", cls=PathOrCommand, package=__name__, words=COMMANDS, epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("handover"),
    show_default=True,
    help="Folder to write the pack into.",
)
@report_option("Use this JSON report instead of auditing.")
@click.option(
    "--since",
    type=click.Path(path_type=Path, exists=True),
    metavar="PACK",
    help="Say what changed since an earlier pack, and write nothing.",
)
@click.option("--force", is_flag=True, help="Write into a folder that holds other files.")
@click.option("--pdf", is_flag=True, help="Write handover.pdf, too (extra `pdf`).")
def command(
    *,
    manifest: str | None,
    out: Path,
    report_path: Path | None,
    since: Path | None,
    force: bool,
    pdf: bool,
) -> None:
    """Write what a stranger needs to run the product: one folder, one HTML file.

    Accounts, who holds them and how that was proven, the domain map, hosts and addresses,
    deployment, secrets and their runbook, monitors, contacts, the incident document,
    evidence of drills, open risks, decisions, next steps.  What nobody has shown to be so
    is listed as unproven.
    """
    import sys

    from launchready.cli.handover.making import pack_of, product_of
    from launchready.handover.pack import PACK_FILE, CannotPack, changed, unproven, write_pack
    from launchready.handover.signed import read_pack
    from launchready.report.plain import plain

    target = product_of(manifest)
    try:
        if since is not None:
            before = read_pack(since / PACK_FILE if since.is_dir() else since)
            lines = changed(before, pack_of(target, report_path))
            click.echo("\n".join(map(plain, lines)) if lines else "nothing changed")
            return
        pack = pack_of(target, report_path)
        written = write_pack(pack, out, force=force, pdf=pdf)
    except CannotPack as error:
        raise click.UsageError(str(error)) from error
    points = unproven(pack)
    for section, point in points:
        click.echo(f"unproven  {section.title}: {plain(point)}")
    click.echo(f"{len(written)} files, {len(points)} points unproven", err=True)
    click.echo(f"wrote {out}/handover.html", err=True)
    sys.exit(1 if points else 0)
