"""`launchready handover prove dns`: a TXT record at every authoritative server."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from launchready.cli.subject import Target
    from launchready.handover.prove.dns import ZoneProof

EPILOG = """\b
Examples:
  launchready handover prove dns    prints the record to publish
  launchready handover prove dns    again, once it is published: proves it

\b
The record is good for 14 days and may be removed afterwards: the proof is kept.

\b
Exit status: 0 proven; 1 not published yet; 2 the command or the manifest is wrong;
3 the zone's servers could not be asked.
"""


@click.command("dns", epilog=EPILOG)
@click.argument("manifest", required=False)
def command(*, manifest: str | None) -> None:
    """Prove that the zone is under your control."""
    from launchready.cli.handover.making import product_of
    from launchready.cli.handover.prove.common import keep_and_exit, key_that_lasts
    from launchready.clock import Clock
    from launchready.facts.base import CannotSee
    from launchready.handover.prove.challenge import make_challenge
    from launchready.handover.prove.dns import record_name
    from launchready.handover.prove.record import zone_trials

    target, now = product_of(manifest), Clock.system().now
    key = key_that_lasts()
    domain = target.manifest.product.domain
    try:
        found = asyncio.run(_look(target, key, now.date()))
    except CannotSee as error:
        click.echo(f"not proven: {error}", err=True)
        sys.exit(3)
    for each in found.silent:
        click.echo(f"could not be asked: {each}", err=True)
    if found.proven:
        servers = ", ".join(found.there)
        words = f"a challenge was published in {found.zone}, at {servers}"
        keep_and_exit(target, zone_trials(target.manifest, words), now)
    if found.there:
        click.echo(f"published at {', '.join(found.there)}, not yet at:", err=True)
        click.echo("\n".join(found.missing), err=True)
        sys.exit(1)
    challenge = make_challenge(key, "dns", domain, now.date())
    click.echo(f"Publish this record in {found.zone}, and run the command again:", err=True)
    click.echo(f'{record_name(domain)}. 300 IN TXT "{challenge}"')
    sys.exit(1)


async def _look(target: Target, key: bytes, today: date) -> ZoneProof:
    from launchready.audit.services import open_network
    from launchready.handover.prove.dns import look_at_zone
    from launchready.net.dns import Resolver

    resolver = Resolver(open_network(target.manifest, target.folder))
    return await look_at_zone(target.manifest.product, key, today, resolver)
