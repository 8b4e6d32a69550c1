"""Asks the providers of found keys, and says what they said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from launchready.cli.secrets_settings import Settings
    from launchready.facts.secrets import FoundSecret
    from launchready.net.network import Network
    from launchready.secrets.asking import RememberingHash
    from launchready.secrets.live import Liveness


def ask_all(
    found: Iterable[FoundSecret], hashed: RememberingHash, settings: Settings
) -> dict[str, Liveness]:
    """Ask about every found key whose provider can be asked; by hash, what was said.

    Says on stderr what is sent where, before it is, and what came back.
    """
    from launchready.secrets.who_am_i import provider_of

    known: dict[str, tuple[FoundSecret, bytes]] = {}
    hosts: set[str] = set()
    for each in found:
        value, provider = hashed.value_of(each.hash), provider_of(each.rule)
        if value is not None and provider is not None and each.hash not in known:
            known[each.hash] = (each, value)
            host = urlsplit(provider.url).hostname or ""
            hosts.add(host)
            click.echo(f"{each.hash} ({each.name}) is sent to {host}", err=True)
    if not known:
        click.echo("Of what was found, no provider can be asked about anything.", err=True)
        return {}
    pairs = [(each.rule, value) for each, value in known.values()]
    said = dict(zip(known, asyncio.run(ask(_network(settings, hosts), pairs)), strict=True))
    for hash_, answer in said.items():
        click.echo(f"{hash_} {line(known[hash_][0], answer)}", err=True)
    return said


def line(found: FoundSecret, said: Liveness) -> str:
    """Write what a provider said of a key."""
    text = f"{found.name}: {said.state}: {said.reason}"
    if said.scopes:
        text += f"\n  may: {', '.join(said.scopes)}"
    if said.broad:
        text += f"\n  more than a product needs: {', '.join(said.broad)}"
    return text


async def ask(network: Network, keys: Iterable[tuple[str, bytes]]) -> list[Liveness]:
    """Ask about several keys at once, each by the id of its rule."""
    from launchready.net.dns import Resolver
    from launchready.net.http import HttpClient
    from launchready.secrets.live import ask_provider

    async with HttpClient(network, Resolver(network)) as http:
        return list(
            await asyncio.gather(*(ask_provider(rule, key, http) for rule, key in keys))
        )


def _network(settings: Settings, hosts: Iterable[str]) -> Network:
    from launchready.net.network import Network

    if not settings.manifest:
        return Network()
    from launchready.audit.services import open_token_network
    from launchready.cli.subject import find_target

    target = find_target(settings.manifest)
    return open_token_network(target.manifest, target.folder, hosts)
