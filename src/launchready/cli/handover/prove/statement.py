"""`launchready handover prove statement`: a person's word, with name and day."""

from __future__ import annotations

import sys

import click

EPILOG = """\b
Examples:
  launchready handover prove statement --by "Ana Founder" registrar database
  launchready handover prove statement --by "Ana Founder" monitoring --yes

\b
Log in to each first: you sign that you did. Where a provider or a record can prove it, a
statement alone is not enough (launchready explain handover/ownership-proven).
"""


@click.command("statement", epilog=EPILOG)
@click.argument("assets", nargs=-1, required=True, metavar="ASSET...")
@click.option("--by", required=True, help="Who says so: your name.")
@click.option("--manifest", metavar="MANIFEST", help="Default: the nearest launchready.toml.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def command(*, assets: tuple[str, ...], by: str, manifest: str | None, yes: bool) -> None:
    """Say, and sign, that the accounts for ASSET... are the company's."""
    from launchready.cli.handover.making import product_of
    from launchready.cli.handover.prove.common import keep_and_exit
    from launchready.clock import Clock
    from launchready.handover.prove.record import statement_trials

    target = product_of(manifest)
    by = by.strip()
    if not by or not by.isprintable():
        raise click.UsageError("--by needs the name of who says so")
    owners = [each for each in target.manifest.owners if each.asset in assets]
    unknown = [asset for asset in assets if asset not in {each.asset for each in owners}]
    if unknown:
        raise click.UsageError(
            f"[[owners]] has no entry for {', '.join(unknown)}; add one first, with provider, "
            "account and holder"
        )
    click.echo(f"{by} says to hold, and to have logged in today to:", err=True)
    for owner in owners:
        click.echo(
            f"  {owner.asset}: {owner.account or '?'} at {owner.provider or '?'}", err=True
        )
    if not yes and not click.confirm("Is it so?", default=False, err=True):
        sys.exit(2)
    now = Clock.system().now
    keep_and_exit(target, statement_trials(owners, by[:80], now), now, by=by[:80])
