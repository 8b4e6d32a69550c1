"""`launchready handover prove token`: the provider says whose a read-only token is."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from launchready.cli.subject import Target
    from launchready.facts.drills import Trial
    from launchready.manifest.schema import Owner
    from launchready.net.http import HttpClient
    from launchready.secrets.holders import HolderApi

EPILOG = """\b
Examples:
  launchready handover prove token --list            which providers can be asked, with what
  launchready handover prove token --env CLOUDFLARE_TOKEN cloudflare
  launchready handover prove token --env GITHUB_TOKEN github --yes

\b
The token is read from the environment, sent over verified TLS to the provider's own host
and nowhere else, and kept nowhere. Make one that may read its own user and nothing more.

\b
Exit status: 0 it is the account of [[owners]]; 1 it is another; 2 the command is wrong;
3 the provider does not say.
"""


@click.command("token", epilog=EPILOG)
@click.argument("provider", required=False)
@click.option("--env", "variable", metavar="NAME", help="Variable that holds the token.")
@click.option("--manifest", metavar="MANIFEST", help="Default: the nearest launchready.toml.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before sending.")
@click.option("--list", "list_", is_flag=True, help="List the providers that can be asked.")
def command(
    *, provider: str | None, variable: str | None, manifest: str | None, yes: bool, list_: bool
) -> None:
    """Prove whose an account is, by the word of its PROVIDER (as in [[owners]])."""
    from launchready.cli.handover.making import product_of
    from launchready.cli.handover.prove.common import keep_and_exit
    from launchready.clock import Clock
    from launchready.facts.base import CannotSee
    from launchready.handover.prove.token import accounts_at
    from launchready.secrets.holders import HOLDERS, find_holder_api

    if list_:
        for each in HOLDERS:
            click.echo(f"{each.provider}: {each.needs} ({each.docs})")
        return
    if not provider or not variable:
        raise click.UsageError("needs PROVIDER, and --env with the name of a variable")
    api = find_holder_api(provider)
    if api is None:
        raise click.UsageError(
            f"{provider} cannot be asked; --list names those that can. Else:  launchready "
            "handover prove statement"
        )
    target = product_of(manifest)
    owners = accounts_at(target.manifest, api.provider)
    if not owners:
        raise click.UsageError(f"no [[owners]] entry names {api.provider} as its provider")
    token = os.environ.get(variable, "").strip()
    if not token:
        raise click.UsageError(f"the variable {variable} is not set")
    host = urlsplit(api.url).hostname or ""
    click.echo(f"{variable} is sent to {host}, to ask whose it is", err=True)
    if not yes and not click.confirm("Send it?", err=True):
        sys.exit(2)
    now = Clock.system().now
    try:
        trials = asyncio.run(_ask(target, api, token, owners))
    except CannotSee as error:
        click.echo(f"not proven: {error}", err=True)
        sys.exit(3)
    keep_and_exit(target, trials, now)


async def _ask(
    target: Target, api: HolderApi, token: str, owners: Sequence[Owner]
) -> tuple[Trial, ...]:
    from launchready.handover.prove.token import try_token

    async with _client(target, api) as http:
        return await try_token(api, token, owners, target.manifest, http)


def _client(target: Target, api: HolderApi) -> HttpClient:
    from launchready.audit.services import open_token_network
    from launchready.net.dns import Resolver
    from launchready.net.http import HttpClient

    host = urlsplit(api.url).hostname or ""
    network = open_token_network(target.manifest, target.folder, [host])
    return HttpClient(network, _Rehearsed() if network.connect else Resolver(network))


class _Rehearsed:
    """Looks nothing up, where [network] leads to this machine anyway."""

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give none."""
        return ()
