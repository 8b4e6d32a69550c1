"""`launchready email spf`: the tree of an SPF record, or the answer for one sender."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import sys

import click
from msgspec import to_builtins

from launchready.cli.options import format_option

EPILOG = """\b
Examples:
  launchready email spf acme.example               every include, with what it costs
  launchready email spf                            the senders' domains of launchready.toml
  launchready email spf acme.example --ip 192.0.2.1   may this server send for it?

\b
Exit status: 0 all is well (with --ip: pass); 1 it is not; 2 the command is wrong;
3 it could not be seen.
"""


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Check that an option is an IP address."""
    try:
        return str(ipaddress.ip_address(value)) if value else ""
    except ValueError as error:
        raise click.BadParameter("is no IP address") from error


@click.command("spf", epilog=EPILOG)
@click.argument("subject", required=False, metavar="[DOMAIN|MANIFEST]")
@click.option(
    "--ip",
    "client",
    default="",
    metavar="ADDRESS",
    callback=_address,
    help="Of a server: evaluate the record for it, as receivers do.",
)
@format_option("terminal", "json")
def command(*, subject: str | None, client: str, format_: str) -> None:
    """Show what an SPF record includes, and the look-ups that each term costs.

    Look-ups are counted as for a sender whom nothing matches: the worst case, and the one
    that the limit of ten is about (RFC 7208 section 4.6.4).
    """
    from launchready.audit.services import open_network
    from launchready.cli.subject import find_target
    from launchready.collect.mail_authentication import envelope_domains, sending_domains
    from launchready.facts.spf import SpfNode
    from launchready.mail.spf.evaluate import Evaluation, Result, check_host
    from launchready.mail.spf.tree import spf_tree
    from launchready.net.dns import Resolver
    from launchready.net.network import Network
    from launchready.report.plain import plain
    from launchready.report.spf_tree import render_tree

    network = Network()
    domains: tuple[str, ...] = (subject or "",)
    if subject is None or subject.endswith(".toml") or "/" in subject:
        target = find_target(subject)
        network = open_network(target.manifest, target.folder)
        domains = sending_domains(target.manifest) + envelope_domains(target.manifest)
    names = Resolver(network)

    async def evaluate() -> list[Evaluation]:
        senders = [f"postmaster@{domain}" for domain in domains]
        return await asyncio.gather(*(check_host(client, each, names) for each in senders))

    async def follow() -> list[SpfNode]:
        return await asyncio.gather(*(spf_tree(domain, names) for domain in domains))

    if client:
        results = asyncio.run(evaluate())
        if format_ == "json":
            pairs = zip(domains, results, strict=True)
            click.echo(
                json.dumps([{"domain": d, **to_builtins(r)} for d, r in pairs], indent=2)
            )
        else:
            for domain, result in zip(domains, results, strict=True):
                click.echo(f"{domain}: {result.result} ({plain(result.reason)})")
        said = {result.result for result in results}
        sys.exit(0 if said == {Result.PASS} else 3 if Result.TEMPERROR in said else 1)
    trees = asyncio.run(follow())
    if format_ == "json":
        told = [
            {**to_builtins(tree), "lookups": tree.lookups, "void_lookups": tree.voids}
            for tree in trees
        ]
        click.echo(json.dumps(told, indent=2))
    else:
        click.echo("\n".join(render_tree(tree) for tree in trees), nl=False)
    if any(tree.is_void for tree in trees):
        sys.exit(1)
    sys.exit(3 if any(tree.where_unseen for tree in trees) else 0)
