"""`launchready handover diff`: what changed since the pack that was signed last."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from launchready.cli.options import report_option

EPILOG = """\b
Examples:
  launchready handover diff                       audit, and compare
  launchready handover diff --report report.json  with what an earlier audit found

\b
Exit status: 0 nothing changed; 1 something did; 2 no pack was signed, or the one that
was has been changed since.
"""


@click.command("diff", epilog=EPILOG)
@click.argument("manifest", required=False)
@report_option("Use this JSON report instead of auditing.")
def command(*, manifest: str | None, report_path: Path | None) -> None:
    """Say which rows and open points came and went since the last signed pack."""
    from launchready.cli.handover.making import pack_of, product_of
    from launchready.handover.pack import CannotPack, changed
    from launchready.handover.signed import newest_signed
    from launchready.report.plain import plain

    target = product_of(manifest)
    assert target.folder.path is not None
    signed = newest_signed(target.folder.path, target.manifest.product.domain)
    if signed is None:
        raise click.UsageError(
            "no pack was signed yet.\nWrite one and sign it:  launchready handover, then "
            "launchready handover sign --by NAME"
        )
    if not signed.key:
        raise click.UsageError(
            f"{signed.path} is not what was signed: it was changed, or its .sig is missing"
        )
    click.echo(
        f"since the pack that {signed.by} signed on {signed.at.date()} (key {signed.key})",
        err=True,
    )
    try:
        lines = changed(signed.pack, pack_of(target, report_path))
    except CannotPack as error:
        raise click.UsageError(str(error)) from error
    click.echo("\n".join(map(plain, lines)) if lines else "nothing changed")
    sys.exit(1 if lines else 0)
