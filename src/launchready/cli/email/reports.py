"""`launchready email reports`: DMARC and TLS reports, read and judged."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.mail.reports.gather import Gathered

EPILOG = """\b
Examples:
  launchready email reports ~/dmarc                  a folder of reports as they came
  launchready email reports report.xml.gz mail.eml   single files
  launchready email reports imap --days 60           the mailbox of the manifest
  launchready email reports ~/dmarc --format json | jq .domains

\b
Exit status: 0 nothing of yours fails; 1 mail of yours would be lost under the next
policy; 2 the command or the manifest is wrong; 3 there was no report to read.
"""


@click.command("reports", epilog=EPILOG)
@click.argument("places", nargs=-1, required=True, metavar="FILE|DIR|imap...")
@click.option("--manifest", metavar="FILE", help="Its senders are known as your own.")
@click.option("--mailbox", metavar="NAME", help="Which of [[mailboxes]] `imap` means.")
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=60,
    show_default=True,
    help="How far back `imap` reads.",
)
@click.option(
    "--no-lookups",
    is_flag=True,
    help="Do not ask DNS for the names of the senders' addresses.",
)
@format_option("terminal", "json")
def command(
    *,
    places: tuple[str, ...],
    manifest: str | None,
    mailbox: str | None,
    days: int,
    no_lookups: bool,
    format_: str,
) -> None:
    """Say what DMARC and TLS reports mean, and what a stricter policy would break.

    Reads XML, gzip, zip and mail with any of them attached, and folders of those; `imap`
    reads the mailbox that the manifest marks with `reports = true`.  Nothing is changed
    there.  Rows are grouped by who sent them.
    """
    from launchready.mail.reports.gather import gather_files
    from launchready.mail.reports.readiness import Advice, assess
    from launchready.mail.reports.sources import group
    from launchready.report.mail_reports import render

    target = _target(manifest, needed="imap" in places)
    paths = [Path(place) for place in places if place != "imap"]
    for path in paths:
        if not path.exists():
            raise click.UsageError(f"{path} is not there")
    found = gather_files(paths)
    if "imap" in places:
        assert target is not None
        _add_mailbox(found, target, mailbox, days)
    names = {} if no_lookups else asyncio.run(_names(found, target))
    declared = [each.provider for each in target.manifest.senders] if target else []
    sources = group(found.aggregate, names=names, declared=declared)
    domains = assess(found.aggregate, sources)
    if format_ == "json":
        told = {
            "schema_version": 1,
            "reports": len(found.aggregate),
            "duplicates": found.duplicates,
            "domains": [to_builtins(each) for each in domains],
            "sources": [to_builtins(each) for each in sources],
            "tls": [to_builtins(each, builtin_types=(datetime,)) for each in found.tls],
            "problems": [{"file": name, "why": why} for name, why in found.problems],
        }
        click.echo(json.dumps(told, indent=2, default=str))
    else:
        click.echo(render(found, sources, domains), nl=False)
    if not found.aggregate and not found.tls:
        sys.exit(3)
    sys.exit(any(each.advice is Advice.FIX for each in domains))


def _target(manifest: str | None, *, needed: bool) -> Target | None:
    """Find the manifest, which only `imap` cannot do without."""
    from launchready.cli.subject import find_target
    from launchready.manifest.load import find_manifest

    if manifest is None and not needed and find_manifest(Path.cwd()) is None:
        return None
    return find_target(manifest)


def _add_mailbox(found: Gathered, target: Target, name: str | None, days: int) -> None:
    from launchready.audit.services import open_network
    from launchready.clock import Clock
    from launchready.facts.base import CannotSee
    from launchready.mail.accounts import open_account
    from launchready.mail.reports.gather import gather_mailbox

    boxes = [
        each
        for each in target.manifest.mailboxes
        if (each.name == name if name else each.reports)
    ]
    if len(boxes) != 1 or boxes[0].listen:
        raise click.UsageError(
            "name the mailbox that reports arrive in: [[mailboxes]] with reports = true, "
            "or --mailbox NAME"
        )
    network = open_network(target.manifest, target.folder)
    try:
        account = asyncio.run(open_account(boxes[0], network))
        click.echo(f"reading {boxes[0].inbox} of {boxes[0].address}", err=True)
        since = Clock.system().now.date() - timedelta(days=days)
        gather_mailbox(found, account, network.trust, folder=boxes[0].inbox, since=since)
    except CannotSee as error:
        raise click.UsageError(str(error)) from error


async def _names(found: Gathered, target: Target | None) -> dict[str, str]:
    from launchready.audit.services import open_network
    from launchready.mail.reports.names import reverse_names
    from launchready.net.dns import Resolver
    from launchready.net.network import Network

    network = open_network(target.manifest, target.folder) if target else Network()
    return await reverse_names(found.aggregate, Resolver(network))
