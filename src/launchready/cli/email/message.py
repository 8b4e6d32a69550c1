"""`launchready email message`: one saved message, judged as the mail drill judges it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
from msgspec import to_builtins

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.mail.message.judge import Expected
    from launchready.mail.message.read import ReadMessage

EPILOG = """\b
Examples:
  launchready email message reset.eml            a mail saved with "show original"
  launchready email message newsletter.eml --bulk
  cat reset.eml | launchready email message -    from a pipe

\b
Exit status: 0 all is well; 1 something is wrong; 2 the command or the file is wrong;
3 something could not be seen, and nothing is wrong.
"""


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Check that an option is an IP address."""
    try:
        return str(ipaddress.ip_address(value)) if value else ""
    except ValueError as error:
        raise click.BadParameter("is no IP address") from error


STATUS = {"passed": 0, "failed": 1, "unknown": 3}


@click.command("message", epilog=EPILOG)
@click.argument("file", type=click.File("rb"))
@click.option("--manifest", metavar="FILE", help="Whose domains and senders are your own.")
@click.option("--bulk", is_flag=True, help="A mail that people may unsubscribe from.")
@click.option(
    "--client-ip",
    default="",
    metavar="ADDRESS",
    callback=_address,
    help="Of the server that handed it over: SPF is evaluated for it.",
)
@click.option(
    "--authserv-id",
    default="",
    metavar="NAME",
    help="Believe this writer of Authentication-Results; default: the topmost.",
)
@format_option("terminal", "json")
def command(
    *,
    file: BinaryIO,
    manifest: str | None,
    bulk: bool,
    client_ip: str,
    authserv_id: str,
    format_: str,
) -> None:
    """Judge a message as it arrived: authentication, addresses, links, text and format.

    Its DKIM signatures are verified here, beside what the receiving provider wrote of
    them.  Without a manifest, the domain in From is taken for your own.
    """
    from launchready.audit.services import open_network
    from launchready.mail.message.authentication import Authentication, authenticate
    from launchready.mail.message.judge import judge_message, tally
    from launchready.mail.message.read import MAX_MESSAGE, BadMessage, read_message
    from launchready.mail.message.results import trusted_results
    from launchready.net.dns import Resolver
    from launchready.net.network import Network
    from launchready.report.marks import render

    content = file.read(MAX_MESSAGE + 1)
    try:
        message = read_message(content)
    except BadMessage as error:
        raise click.UsageError(f"{file.name} {error}") from error
    target = _target(manifest)

    async def look() -> Authentication:
        network = open_network(target.manifest, target.folder) if target else Network()
        names = Resolver(network)
        return await authenticate(content, message, names, client_ip=client_ip)

    computed = asyncio.run(look())
    told = trusted_results(message.all("authentication-results"), authserv_id)
    marks = judge_message(message, computed, told, _expected(message, target, bulk=bulk))
    result = tally(marks)
    if format_ == "json":
        told_json = {
            "schema_version": 1,
            "result": result.value,
            "subject": message.subject,
            "marks": [to_builtins(each) for each in marks],
            "signatures": [to_builtins(each) for each in computed.signatures],
            "spf": computed.spf or None,
            "delay_s": message.delay_s,
        }
        click.echo(json.dumps(told_json, indent=2, default=str))
    else:
        click.echo(render(message, marks), nl=False)
    sys.exit(STATUS[result.value])


def _target(manifest: str | None) -> Target | None:
    from launchready.cli.subject import find_target
    from launchready.manifest.load import find_manifest

    if manifest is None and find_manifest(Path.cwd()) is None:
        return None
    return find_target(manifest)


def _expected(message: ReadMessage, target: Target | None, *, bulk: bool) -> Expected:
    from launchready.mail.message.expect import expect
    from launchready.mail.message.judge import Expected
    from launchready.net.public_suffixes import registrable_domain

    if target is None:
        domain = message.from_domain
        return Expected((registrable_domain(domain) or domain or "?",), bulk=bulk)
    return expect(target.manifest, message.from_domain, bulk=bulk)
