"""`launchready secrets live`: asks providers about the product's keys, when asked to."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.rotation.product import from_option, manifest_argument

if TYPE_CHECKING:
    from launchready.facts.secrets import FoundSecret

EPILOG = """\b
Examples:
  launchready secrets live                        every secret variable of the contract
  launchready secrets live --from .env.production with the values of a file
  launchready secrets live --only STRIPE_KEY --yes

\b
Each key is sent, over verified TLS, to its own provider's who-am-I address and nowhere
else; the value is not written anywhere. What the providers say is kept in
.launchready/keys.json, for secrets/third-party-scope.

\b
Exit status: 0 all that could be asked are alive and limited; 1 one is dead, or may do
more than a product needs; 2 the command is wrong; 3 one could not be asked.
"""


@click.command("live", epilog=EPILOG)
@manifest_argument
@from_option
@click.option("--only", multiple=True, metavar="NAME", help="This variable; may be repeated.")
@click.option("--yes", is_flag=True, help="Do not ask before sending.")
def command(
    *, manifest: str | None, source: Path | None, only: tuple[str, ...], yes: bool
) -> None:
    """Ask each provider whether the product's keys are alive, and what they may do.

    MANIFEST is a launchready.toml or its folder; by default the nearest one.
    """
    from datetime import UTC, datetime
    from urllib.parse import urlsplit

    from launchready.audit.services import open_token_network
    from launchready.cli.rotation.asked import ask, line
    from launchready.cli.rotation.product import find_keys
    from launchready.facts.rotation import KeyRecord, KeyState
    from launchready.secrets.ledger import write_keys
    from launchready.secrets.recognise import recognise
    from launchready.secrets.who_am_i import provider_of

    keys = find_keys(manifest, source)
    names = [name for name in (only or keys.names) if keys.values.get(name)]
    known: list[tuple[str, FoundSecret]] = []
    hosts: set[str] = set()
    for name in names:
        found = recognise(name, keys.values[name])
        if found is not None and (provider := provider_of(found.rule)) is not None:
            known.append((name, found))
            host = urlsplit(provider.url).hostname or ""
            hosts.add(host)
            click.echo(f"{name} ({found.name}) will be sent to {host}", err=True)
    if not known:
        click.echo("No key of a provider that can be asked is known here.", err=True)
        return
    if not yes and not click.confirm("Send them?", err=True):
        sys.exit(2)
    network = open_token_network(keys.target.manifest, keys.target.folder, hosts)
    said = asyncio.run(
        ask(network, [(found.rule, keys.values[name].encode()) for name, found in known])
    )
    day = datetime.now(UTC).date().isoformat()
    records: list[KeyRecord] = []
    for (name, found), each in zip(known, said, strict=True):
        click.echo(f"{name}: {line(found, each)}")
        records.append(
            KeyRecord(name, found.hash, found.name, each.state, day, each.scopes, each.broad)
        )
    write_keys(keys.folder, records)
    if any(each.state is KeyState.DEAD or each.broad for each in records):
        sys.exit(1)
    sys.exit(3 if any(each.state is KeyState.UNKNOWN for each in records) else 0)
