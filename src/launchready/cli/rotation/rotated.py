"""`launchready secrets rotated`: proof that a leaked secret opens nothing any more."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.rotation.product import from_option

if TYPE_CHECKING:
    from launchready.cli.rotation.product import Keys
    from launchready.facts.rotation import Rotation

EPILOG = """\b
Examples:
  launchready secrets rotated 3f9a --variable STRIPE_KEY --live --old-env OLD_KEY
  launchready secrets rotated 3f9a --variable SESSION_KEY --by "Ana Torres"
  launchready secrets rotated 3f9a --unused-by "Ana Torres" --by "Ana Torres"

\b
Two proofs close an entry. That something else took its place: --variable, whose value
here (or in --from FILE) has to differ from the leaked one; or --unused-by, a person's
word that nothing uses it. That the old value is refused: --live asks its provider, for
which a variable of this process holds it (--old-env); or --by, a person's word.
They may be brought one by one.

\b
Exit status: 0 the entry is closed; 1 it is still open, or the provider accepts the old
value; 2 the command is wrong; 3 the provider could not be asked.
"""


@click.command("rotated", epilog=EPILOG)
@click.argument("hash_", metavar="HASH")
@click.argument("manifest", required=False)
@click.option("--variable", default="", metavar="NAME", help="Holds the new value.")
@from_option
@click.option("--unused-by", default="", metavar="WHO", help="Says that nothing uses it.")
@click.option("--live", is_flag=True, help="Ask the provider about the old value.")
@click.option("--old-env", default="", metavar="NAME", help="Holds the old value, for --live.")
@click.option("--by", "dead_by", default="", metavar="WHO", help="Says that it is refused.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day.  [default: today]")
def command(
    *,
    hash_: str,
    manifest: str | None,
    variable: str,
    source: Path | None,
    unused_by: str,
    live: bool,
    old_env: str,
    dead_by: str,
    on: datetime | None,
) -> None:
    """Bring proof for the entry of the ledger whose hash begins with HASH."""
    from datetime import UTC

    from launchready.cli.rotation.product import find_keys
    from launchready.secrets.ledger import (
        PROVIDER,
        NotProven,
        Proof,
        find,
        proven,
        read_ledger,
        write_ledger,
    )
    from launchready.secrets.masking import KeyedHash

    if live and (dead_by or not old_env):
        raise click.UsageError("--live needs --old-env, and takes the place of --by")
    keys = find_keys(manifest, source)
    ledger = read_ledger(keys.folder)
    if ledger.damaged:
        raise click.ClickException(f"the ledger: {ledger.damaged}")
    value = keys.values.get(variable, "") if variable else ""
    day = (on or datetime.now(UTC)).date()
    try:
        if live:
            _refused(find(ledger, hash_), old_env, keys)
        ledger = proven(
            ledger,
            hash_,
            Proof(
                day,
                variable=variable,
                value_hash=KeyedHash()(value.encode()) if value else "",
                unused_by=unused_by,
                dead_by=PROVIDER if live else dead_by,
            ),
        )
        entry = find(ledger, hash_)
    except NotProven as error:
        raise click.ClickException(str(error)) from None
    write_ledger(keys.folder, ledger)
    if entry.open:
        click.echo(f"{entry.hash} is still open: {', '.join(entry.missing)}")
        sys.exit(1)
    click.echo(f"{entry.hash} is rotated: {entry.name}")


def _refused(entry: Rotation, old_env: str, keys: Keys) -> None:
    """Ask the provider about the leaked value; come back only where it is refused.

    Raises:
        NotProven: the variable does not hold the leaked value.
    """
    from urllib.parse import urlsplit

    from launchready.audit.services import open_token_network
    from launchready.cli.rotation.asked import ask
    from launchready.facts.rotation import KeyState
    from launchready.secrets.ledger import NotProven
    from launchready.secrets.masking import KeyedHash
    from launchready.secrets.who_am_i import provider_of

    old = os.environ.get(old_env, "").encode()
    if not old or KeyedHash()(old) != entry.hash:
        raise NotProven(f"{old_env} does not hold the leaked value: its hash is another")
    provider = provider_of(entry.rule)
    hosts = [urlsplit(provider.url).hostname or ""] if provider else []
    network = open_token_network(keys.target.manifest, keys.target.folder, hosts)
    (said,) = asyncio.run(ask(network, [(entry.rule, old)]))
    click.echo(f"{entry.name}: {said.reason}", err=True)
    if said.state is KeyState.ALIVE:
        click.echo("The old value is accepted: revoke it at its provider first.", err=True)
        sys.exit(1)
    if said.state is KeyState.UNKNOWN:
        click.echo("Nothing is proven. Where it cannot be asked, use --by.", err=True)
        sys.exit(3)
