"""`launchready handover prove file`: a file on the product's own host."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from datetime import date

    from launchready.cli.subject import Target

EPILOG = """\b
Examples:
  launchready handover prove file                          prints what to publish, and where
  launchready handover prove file                          again, once it is: proves it
  launchready handover prove file --host app.acme.example  on another host of the product

\b
Exit status: 0 proven; 1 not published yet; 2 the command or the manifest is wrong;
3 the host did not answer.
"""


@click.command("file", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--host", help="Default: the canonical address's.")
def command(*, manifest: str | None, host: str | None) -> None:
    """Prove that what the product's host serves is under your control."""
    from launchready.cli.handover.making import product_of
    from launchready.cli.handover.prove.common import keep_and_exit, key_that_lasts
    from launchready.clock import Clock
    from launchready.facts.base import CannotSee
    from launchready.handover.prove.challenge import make_challenge
    from launchready.handover.prove.file import file_url
    from launchready.handover.prove.record import file_trials

    target, now = product_of(manifest), Clock.system().now
    product = target.manifest.product
    known = [each.name for each in target.manifest.all_hosts]
    name = (host or urlsplit(product.canonical).hostname or product.domain).lower()
    if name not in known:
        raise click.UsageError(
            f"{name} is no host of the manifest; there are: {', '.join(known)}"
        )
    key = key_that_lasts()
    try:
        missing = asyncio.run(_look(target, name, key, now.date()))
    except CannotSee as error:
        click.echo(f"not proven: {error}", err=True)
        sys.exit(3)
    if not missing:
        words = f"a challenge was published at {file_url(name)}"
        keep_and_exit(target, file_trials(target.manifest, words), now)
    click.echo(f"{missing}.\nServe this text there, and run the command again:", err=True)
    click.echo(make_challenge(key, "file", product.domain, now.date()))
    sys.exit(1)


async def _look(target: Target, host: str, key: bytes, today: date) -> str:
    from launchready.audit.services import open_network
    from launchready.handover.prove.file import look_at_file
    from launchready.net.dns import Resolver
    from launchready.net.http import HttpClient

    network = open_network(target.manifest, target.folder)
    async with HttpClient(network, Resolver(network)) as http:
        return await look_at_file(host, target.manifest.product.domain, key, today, http)
