"""Control of the zone: a TXT record with a challenge, at every authoritative server."""

from __future__ import annotations

import asyncio
from datetime import date

from msgspec import Struct

from launchready.collect.zone import delegation
from launchready.facts.base import CannotSee
from launchready.facts.dns import Nameserver
from launchready.handover.prove.challenge import made_on
from launchready.manifest.schema import Product
from launchready.net.dns import Resolver

LABEL = "_launchready"


def record_name(domain: str) -> str:
    """Give where the record belongs."""
    return f"{LABEL}.{domain}"


class ZoneProof(Struct, frozen=True):
    """What the authoritative servers say of the challenge.

    Attributes:
        zone: apex of the zone.
        there: names of servers that publish it; missing: of those that do not, yet.
        silent: "server: why" of those that could not be asked.
    """

    zone: str
    there: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Say whether every server that answers publishes it."""
        return bool(self.there) and not self.missing


async def look_at_zone(
    product: Product, key: bytes, today: date, resolver: Resolver
) -> ZoneProof:
    """Ask every authoritative server for the challenge, past every cache.

    Raises:
        CannotSee: the zone's servers could not be found, or none answers for it.
    """
    found = await delegation(product, resolver)
    servers = found.authoritative
    if not servers:
        raise CannotSee(f"no name server answers for {found.zone} with authority")
    said = await asyncio.gather(
        *(_ask(each, product, key, today, resolver) for each in servers)
    )
    by_answer: dict[str, list[str]] = {"there": [], "missing": [], "silent": []}
    for server, (answer, why) in zip(servers, said, strict=True):
        by_answer[answer].append(f"{server.name}: {why}" if why else server.name)
    asked = {server.name for server in servers}
    by_answer["silent"] += [
        f"{each.name}: {each.error or 'no authority'}"
        for each in found.nameservers
        if each.name not in asked
    ]
    return ZoneProof(found.zone, **{name: tuple(each) for name, each in by_answer.items()})


async def _ask(
    server: Nameserver, product: Product, key: bytes, today: date, resolver: Resolver
) -> tuple[str, str]:
    name = record_name(product.domain)
    try:
        answer = await resolver.ask_server(server.name, server.addresses[0], name, "TXT")
    except CannotSee as error:
        return "silent", str(error)
    if answer.rcode not in {"NOERROR", "NXDOMAIN"} or not answer.authoritative:
        return "silent", f"answered {answer.rcode} without authority"
    texts = [r.value for r in answer.records if r.type == "TXT" and r.name == name]
    there = any(made_on(text, key, "dns", product.domain, today) for text in texts)
    return ("there" if there else "missing"), ""
