"""What the product's zone, its name servers and its parent say."""

from __future__ import annotations

import asyncio

from launchready.facts.base import CannotSee, Unseen
from launchready.facts.dns import (
    Delegation,
    DnsAnswer,
    DnsRecord,
    HostAddresses,
    Nameserver,
    RecordLifetimes,
    ZoneSecurity,
)
from launchready.manifest.schema import Host, Product
from launchready.net.dns import Resolver
from launchready.net.public_suffixes import registrable_domain

MAX_SERVERS = 13
"""Name servers of one zone that are asked; the root itself has no more."""

KNOWN_SIGNED = "org"
"""Signed since 2009: a resolver that validates vouches for it with the AD bit."""

ABSENT = frozenset({"NOERROR", "NXDOMAIN"})
"""Answers that say for certain what exists and what does not."""


async def delegation(product: Product, resolver: Resolver) -> Delegation:
    """Find the zone, whom it is delegated to, and how each of these servers answers."""
    zone = await _zone_of(product.domain, resolver)
    parent, own = await asyncio.gather(
        _parent_list(zone, resolver), _own_list(zone, resolver), return_exceptions=True
    )
    for failed in (parent, own):
        if isinstance(failed, BaseException) and not isinstance(failed, CannotSee):
            raise failed
    listed = () if isinstance(parent, BaseException) else parent
    told = () if isinstance(own, BaseException) else own
    names = sorted({*listed, *told})[:MAX_SERVERS]
    if not names:
        raise CannotSee(f"no name server of {zone} could be found: {parent or own}")
    servers = await asyncio.gather(*(_ask(name, zone, resolver) for name in names))
    return Delegation(
        zone, tuple(servers), listed, str(parent) if isinstance(parent, BaseException) else ""
    )


async def zone_security(product: Product, resolver: Resolver) -> ZoneSecurity:
    """See whether the zone is signed, and whether a validating resolver accepts it."""
    zone = await _zone_of(product.domain, resolver)
    ds, soa, ns, unchecked, probe = await asyncio.gather(
        resolver.ask(zone, "DS"),
        resolver.ask(zone, "SOA"),
        resolver.ask(zone, "NS"),
        resolver.ask(zone, "SOA", checking_disabled=True),
        _vouches_for_known_zone(resolver),
    )
    # Two different questions must fail: one SERVFAIL is as often a passing fault.
    failing = soa.rcode == ns.rcode == "SERVFAIL"
    if soa.rcode not in ABSENT and not (failing and unchecked.exists):
        raise CannotSee(f"the resolver answered {soa.rcode} for {zone}")
    if ds.rcode not in ABSENT and not failing:
        raise CannotSee(f"the resolver answered {ds.rcode} for the DS record of {zone}")
    return ZoneSecurity(
        zone=zone,
        signed=ds.exists,
        resolver_validates=probe,
        authenticated=soa.exists and soa.authenticated,
        bogus=failing,
        server=soa.server,
    )


async def record_lifetimes(
    host: Host, found: HostAddresses, servers: Delegation | Unseen, resolver: Resolver
) -> RecordLifetimes:
    """Read a host's TTLs where they are set: a cache would have counted them down."""
    zone = servers.zone if isinstance(servers, Delegation) else registrable_domain(host.name)
    asked = (found.ipv4, found.ipv6)
    if not _within(host.name, zone):
        return RecordLifetimes((), authoritative=True, server=asked[0].server)
    if isinstance(servers, Delegation):
        for server in servers.authoritative[:2]:
            answers = await _ask_both(server, host.name, resolver)
            if all(answer.authoritative for answer in answers):
                asked = answers
                break
    records = [
        record
        for answer in asked
        for record in answer.records
        if record.type in {"A", "AAAA", "CNAME"} and _within(record.name, zone)
    ]
    return RecordLifetimes(
        tuple(dict.fromkeys(records)),
        authoritative=all(answer.authoritative for answer in asked),
        server=asked[0].server,
    )


async def _zone_of(domain: str, resolver: Resolver) -> str:
    """Find the apex of the zone that a domain lies in, no higher than it is registered.

    Raises:
        CannotSee: nothing is delegated for it, or the resolver did not answer.
    """
    # Validation is left off: a zone with broken signatures is a zone all the same.
    answer = await resolver.ask(domain, "NS", checking_disabled=True)
    if any(record.type == "NS" and record.name == domain for record in answer.records):
        return domain
    top = registrable_domain(domain) or domain
    for record in answer.authority:
        if record.type in {"SOA", "NS"} and _within(domain, record.name):
            if _within(record.name, top):
                return record.name
            raise CannotSee(f"{domain} is not delegated: {record.name} knows no such zone")
    if answer.rcode == "NXDOMAIN":
        raise CannotSee(f"{domain} does not exist in DNS")
    return top


def _within(name: str, zone: str) -> bool:
    return bool(zone) and (name == zone or name.endswith(f".{zone}"))


async def _own_list(zone: str, resolver: Resolver) -> tuple[str, ...]:
    return _ns_names(await resolver.ask(zone, "NS", checking_disabled=True), zone)


def _ns_names(answer: DnsAnswer, zone: str) -> tuple[str, ...]:
    """Give the zone's NS names of an answer or referral; sorted, as servers rotate them."""
    records: tuple[DnsRecord, ...] = answer.records + answer.authority
    names = {r.value.lower() for r in records if r.type == "NS" and r.name == zone}
    return tuple(sorted(names))


async def _parent_list(zone: str, resolver: Resolver) -> tuple[str, ...]:
    """Ask the parent zone's own servers whom they refer to (RFC 1034 section 4.2.1)."""
    name = zone
    while "." in name:
        name = name.partition(".")[2]
        answer = await resolver.ask(name, "NS")
        for server in _ns_names(answer, name)[:2]:
            try:
                addresses = await _addresses(server, resolver)
                told = [
                    _ns_names(await resolver.ask_server(server, address, zone, "NS"), zone)
                    for address in addresses[:1]
                ]
            except CannotSee:
                continue
            if any(told):
                return told[0]
    raise CannotSee(f"no server of the parent zone told whom {zone} is delegated to")


async def _addresses(server: str, resolver: Resolver) -> tuple[str, ...]:
    """Give a name server's addresses, IPv4 first.

    Raises:
        CannotSee: whether it has any is not known.
    """
    ipv4, ipv6 = await asyncio.gather(
        resolver.ask(server, "A", checking_disabled=True),
        resolver.ask(server, "AAAA", checking_disabled=True),
    )
    found = ipv4.values() + ipv6.values()
    if not found and not {ipv4.rcode, ipv6.rcode} <= ABSENT:
        raise CannotSee(f"the resolver answered {ipv4.rcode} for its address")
    return found


async def _ask(name: str, zone: str, resolver: Resolver) -> Nameserver:
    """Ask one server for the zone's SOA and NS; at its second address if need be."""
    addresses: tuple[str, ...] = ()
    error = ""
    try:
        addresses = await _addresses(name, resolver)
        for address in addresses[:2]:
            try:
                soa, ns = await asyncio.gather(
                    resolver.ask_server(name, address, zone, "SOA"),
                    resolver.ask_server(name, address, zone, "NS"),
                )
            except CannotSee as reason:
                error = error or str(reason)
                continue
            return _nameserver(name, addresses, zone, soa, ns)
    except CannotSee as reason:
        error = str(reason)
    return Nameserver(name, addresses, error=error)


def _nameserver(
    name: str, addresses: tuple[str, ...], zone: str, soa: DnsAnswer, ns: DnsAnswer
) -> Nameserver:
    serials = [
        record.value.split()[2]
        for record in soa.records
        if record.type == "SOA" and record.name == zone and len(record.value.split()) == 7
    ]
    known = soa.authoritative and soa.rcode == "NOERROR" and serials
    return Nameserver(
        name,
        addresses,
        rcode=soa.rcode,
        authoritative=soa.authoritative,
        serial=int(serials[0]) if known else None,
        nameservers=_ns_names(ns, zone) if ns.authoritative else (),
    )


async def _ask_both(
    server: Nameserver, name: str, resolver: Resolver
) -> tuple[DnsAnswer, DnsAnswer]:
    where = server.addresses[0]
    try:
        return await asyncio.gather(
            resolver.ask_server(server.name, where, name, "A"),
            resolver.ask_server(server.name, where, name, "AAAA"),
        )
    except CannotSee:
        silent = DnsAnswer(name, "A", "")
        return silent, silent


async def _vouches_for_known_zone(resolver: Resolver) -> bool:
    try:
        answer = await resolver.ask(KNOWN_SIGNED, "SOA")
    except CannotSee:
        return False
    return answer.exists and answer.authenticated
