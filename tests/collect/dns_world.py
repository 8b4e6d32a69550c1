"""A small part of the DNS on loopback: a resolver, name servers and a parent zone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode

from launchready.demo.dns_server import Fault, Zones, serve_dns
from launchready.manifest.schema import Host, Manifest
from launchready.net.dns import Resolver
from launchready.net.network import Network

ACME = """
$TTL 300
@ SOA ns1.dns.test. hostmaster 7 3600 600 86400 300
@ NS ns1.dns.test.
@ NS ns2.dns.test.
@ A 198.51.100.1
app A 198.51.100.7
"""
SERVERS = """
$TTL 300
@ SOA ns1 hostmaster 1 3600 600 86400 300
ns1 A 192.0.2.1
ns2 A 203.0.113.2
parent A 192.0.2.53
"""
REGISTRY = """
$TTL 300
@ SOA parent.dns.test. hostmaster 1 3600 600 86400 300
@ NS parent.dns.test.
"""
REFERRAL = """
acme NS ns1.dns.test.
acme NS ns2.dns.test.
"""


@dataclass
class World:
    """What each party serves; changed by a test before it is brought up.

    Attributes:
        zone: text of acme.example, as the resolver and both servers have it.
        referral: what the parent, "example", lists for it.
        others: further zones that the resolver knows.
        second: text of the zone at ns2, where it differs; "" for a server without it.
        faults: by party: "resolver", "ns1", "ns2", "parent".
        signed: the resolver vouches for every answer (AD).
    """

    zone: str = ACME
    referral: str = REFERRAL
    others: dict[str, str] = field(default_factory=dict)
    second: str | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    signed: bool = False


@asynccontextmanager
async def world_up(world: World) -> AsyncIterator[Network]:
    """Bring every party up; gives the network that leads to them."""
    second = world.zone if world.second is None else world.second
    known = {"acme.example": world.zone, "dns.test": SERVERS, "example": REGISTRY}
    parties = {
        "resolver": Zones(
            {**known, **world.others}, recursive=True, authenticated=world.signed
        ),
        "ns1": Zones({"acme.example": world.zone}),
        "ns2": Zones({"acme.example": second} if second else {}),
        "parent": Zones({"example": REGISTRY + world.referral}),
    }
    async with AsyncExitStack() as stack:
        where = {
            name: await stack.enter_async_context(
                serve_dns(zones, fault=world.faults.get(name))
            )
            for name, zones in parties.items()
        }
        yield Network(
            resolver=where["resolver"],
            connect={f"{name}.dns.test:53": where[name] for name in ("ns1", "ns2", "parent")},
        )


def resolver_in(network: Network) -> Resolver:
    """Make a resolver that is quick to give up."""
    return Resolver(network, timeout_s=0.5, attempts=1)


def product(**tables: object) -> Manifest:
    """Make a manifest of acme.example."""
    return Manifest.model_validate(
        {"product": {"name": "Acme", "domain": "acme.example"}, **tables}
    )


APP = Host(name="app.acme.example", role="app")


def saying(rcode: dns.rcode.Rcode, *, unless_unchecked: bool = False) -> Fault:
    """Answer everything with one rcode; `unless_unchecked` honestly where CD is set."""

    def fault(query: dns.message.Message, honest: dns.message.Message, _: bool) -> bytes:
        if unless_unchecked and query.flags & dns.flags.CD:
            return honest.to_wire()
        failed = dns.message.make_response(query)
        failed.set_rcode(rcode)
        return failed.to_wire()

    return fault


def silent(_: dns.message.Message, __: dns.message.Message, ___: bool) -> None:
    """Never answer."""


def only(fitting: Callable[[str, str], bool], fault: Fault) -> Fault:
    """Bring a fault in only for questions (name, type) that fit."""

    def chosen(
        query: dns.message.Message, honest: dns.message.Message, tcp: bool
    ) -> bytes | None:
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        if fitting(name, dns.rdatatype.to_text(question.rdtype)):
            return fault(query, honest, tcp)
        return honest.to_wire()

    return chosen
