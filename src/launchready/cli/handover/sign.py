"""`launchready handover sign`: a person takes the product over, as the pack describes it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

EPILOG = """\b
Examples:
  launchready handover sign --by "Ana Founder"         ./handover
  launchready handover sign --by "Ana Founder" pack/   another folder

\b
The pack is kept in .launchready/packs with name, day and a signature; commit it.
launchready handover diff says later what changed since.
"""


@click.command("sign", epilog=EPILOG)
@click.argument(
    "pack",
    type=click.Path(path_type=Path, exists=True),
    default=Path("handover"),
    required=False,
)
@click.option("--by", required=True, help="Who signs: your name.")
@click.option("--manifest", metavar="MANIFEST", help="Default: the nearest launchready.toml.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def command(*, pack: Path, by: str, manifest: str | None, yes: bool) -> None:
    """Sign a pack that `launchready handover` wrote."""
    from dataclasses import replace

    from launchready.cli.handover.making import product_of
    from launchready.clock import Clock
    from launchready.handover.pack import PACK_FILE, CannotPack
    from launchready.handover.signed import read_pack, sign_pack
    from launchready.signing import NoKey, user_signer

    target = product_of(manifest)
    folder = target.folder.path
    assert folder is not None
    if not by.strip() or not by.isprintable():
        raise click.UsageError("--by needs the name of who signs")
    try:
        data = read_pack(pack / PACK_FILE if pack.is_dir() else pack)
        if data.get("domain") != target.manifest.product.domain:
            raise CannotPack(f"{pack} is the pack of another product")
        still_open = sum(len(each.get("unproven", ())) for each in data["sections"])
        click.echo(f"{by} signs the pack of {data.get('made_at')}", err=True)
        click.echo(f"{still_open} of its points are unproven", err=True)
        if not yes and not click.confirm("Sign it?", default=False, err=True):
            sys.exit(2)
        signer = replace(user_signer(folder), by=by.strip()[:80])
        kept = sign_pack(folder, pack, signer, Clock.system().now)
    except (CannotPack, NoKey) as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"signed with the key {signer.fingerprint}: {kept}")
