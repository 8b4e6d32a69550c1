"""`launchready email records`: what to publish, to the letter."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.mail.publish.authoritative import Answer
    from launchready.mail.publish.entry import Entry

EPILOG = """\b
Examples:
  launchready email records                 what the senders of launchready.toml need
  launchready email records example.com     a domain without a manifest
  launchready email records --check         ask the authoritative servers, past caches
  launchready email records --format zone   lines for a zone file

\b
Exit status: 0 everything is there; 1 something is to be published; 2 the command or
the manifest is wrong; 3 something could not be looked up.
"""


@click.command("records", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--check", is_flag=True, help="Ask every authoritative server, past caches.")
@format_option("terminal", "zone", "json")
def command(*, manifest: str | None, check: bool, format_: str) -> None:
    """Write the exact records that the senders need, held against what is published.

    One SPF record that keeps what is there and names the senders; the keys as the provider
    wants them, TXT or CNAME; return paths; DMARC to start with.  As panel fields, split for
    panels that need it, and as lines of a zone file.
    """
    from launchready.cli.subject import find_target
    from launchready.mail.publish.entry import State
    from launchready.report.mail_records import render_records

    target = find_target(manifest)
    entries, answers = asyncio.run(_look(target, check=check))
    missing = [e for e in entries if e.state in {State.ADD, State.REPLACE, State.CONSOLE}]
    if format_ == "json":
        told = [
            {**to_builtins(each), "host": each.host, "zone_line": each.zone_line,
             "strings": each.strings,
             "authoritative": [to_builtins(answer) for answer in answers.get(each, ())]}
            for each in entries
        ]  # fmt: skip
        click.echo(json.dumps({"schema_version": 1, "records": told}, indent=2))
    elif format_ == "zone":
        written = (e for e in entries if e.state in {State.ADD, State.REPLACE})
        click.echo("".join(f"{each.zone_line}\n" for each in written), nl=False)
    else:
        click.echo(render_records(entries, answers), nl=False)
    late = any(a.there is False for each in answers.values() for a in each)
    if missing or late:
        sys.exit(1)
    unseen = any(each.state is State.UNSEEN for each in entries)
    unasked = any(a.there is None for each in answers.values() for a in each)
    sys.exit(3 if unseen or unasked else 0)


async def _look(
    target: Target, *, check: bool
) -> tuple[list[Entry], dict[Entry, tuple[Answer, ...]]]:
    from launchready.audit.services import open_network
    from launchready.collect.zone import delegation
    from launchready.facts.base import CannotSee
    from launchready.mail.publish.authoritative import ask_authorities
    from launchready.mail.publish.entry import State
    from launchready.mail.publish.wanted import wanted_records
    from launchready.manifest.schema import Product
    from launchready.net.dns import Resolver

    resolver = Resolver(open_network(target.manifest, target.folder))
    entries = await wanted_records(target.manifest, resolver)
    answers: dict[Entry, tuple[Answer, ...]] = {}
    if check:
        for zone in dict.fromkeys(each.zone for each in entries):
            try:
                found = await delegation(Product(name=zone, domain=zone), resolver)
            except CannotSee as error:
                raise click.UsageError(f"{zone}: {error}") from error
            servers = [(s.name, a) for s in found.authoritative for a in s.addresses[:1]]
            for entry in entries:
                if entry.zone == zone and entry.state is not State.CONSOLE:
                    answers[entry] = await ask_authorities(entry, servers, resolver)
    return entries, answers
