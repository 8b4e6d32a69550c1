"""A small authoritative DNS server over UDP and TCP, from zone text (RFC 1034, 1035)."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone

MAX_CHAIN = 16
"""CNAME steps followed within the zones served."""

Fault = Callable[[dns.message.Message, dns.message.Message, bool], bytes | None]
"""Takes the query, the honest answer, and whether it came over TCP; gives the bytes to
send instead, or None to stay silent."""


class Zones:
    """The zones that a server knows, and what it answers from them.

    Args:
        texts: zone text by origin ("acme.example").
        recursive: answer as a resolver does (RA, no AA), for names of every zone.
        authenticated: set AD, as a validating resolver does for a signed name.
    """

    def __init__(
        self, texts: dict[str, str], *, recursive: bool = False, authenticated: bool = False
    ) -> None:
        self._zones = [
            dns.zone.from_text(text, origin=f"{origin}.", relativize=False, check_origin=False)
            for origin, text in texts.items()
        ]
        self._recursive = recursive
        self._authenticated = authenticated

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """Answer a query from the zones: records, NODATA, NXDOMAIN, referral, or REFUSED."""
        response = dns.message.make_response(query, recursion_available=self._recursive)
        question = query.question[0]
        name, seen = question.name, 0
        zone = self._zone_of(name)
        if zone is None:
            response.set_rcode(dns.rcode.NXDOMAIN if self._recursive else dns.rcode.REFUSED)
            return response
        if not self._recursive:
            cut = self._cut(zone, name, question.rdtype)
            if cut is not None:
                response.authority.append(cut)
                return response
            response.flags |= dns.flags.AA
        if self._authenticated:
            response.flags |= dns.flags.AD
        while zone is not None and seen < MAX_CHAIN:
            node = self._node(zone, name)
            if node is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
                break
            wanted = node.get_rdataset(dns.rdataclass.IN, question.rdtype)
            alias = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.CNAME)
            found = wanted or alias
            if found is not None:
                rrset = dns.rrset.from_rdata_list(name, found.ttl, list(found))
                response.answer.append(rrset)
            if wanted is not None or alias is None:
                break
            name, seen = alias[0].target, seen + 1
            zone = self._zone_of(name)
            if zone is None and self._recursive:
                response.set_rcode(dns.rcode.NXDOMAIN)
        if not response.answer and zone is not None:
            self._add_soa(zone, response)
        return response

    def _zone_of(self, name: dns.name.Name) -> dns.zone.Zone | None:
        fitting = [zone for zone in self._zones if name.is_subdomain(_origin(zone))]
        return max(fitting, key=lambda zone: len(_origin(zone)), default=None)

    @staticmethod
    def _cut(
        zone: dns.zone.Zone, name: dns.name.Name, rdtype: dns.rdatatype.RdataType
    ) -> dns.rrset.RRset | None:
        """Find the delegation that a name lies at or below (RFC 1034 section 4.3.2)."""
        depth = len(_origin(zone))
        for length in range(depth + 1, len(name) + 1):
            above = dns.name.Name(name.labels[-length:])
            servers = zone.get_rdataset(above, dns.rdatatype.NS)
            # The DS at a cut is the parent's own (RFC 4035 section 3.1.4.1).
            if servers is not None and not (above == name and rdtype == dns.rdatatype.DS):
                return dns.rrset.from_rdata_list(above, servers.ttl, list(servers))
        return None

    @staticmethod
    def _node(zone: dns.zone.Zone, name: dns.name.Name) -> dns.node.Node | None:
        """Find a name, an empty non-terminal, or the wildcard that covers it (RFC 4592)."""
        node = zone.get_node(name)
        if node is not None:
            return node
        if any(other.is_subdomain(name) for other in zone):
            return dns.node.Node()  # type: ignore[no-untyped-call]
        parent = name.parent()
        while parent.is_subdomain(_origin(zone)):
            wildcard = zone.get_node(dns.name.Name((b"*", *parent.labels)))
            if wildcard is not None:
                return wildcard
            if zone.get_node(parent) is not None or parent == _origin(zone):
                return None
            parent = parent.parent()
        return None

    @staticmethod
    def _add_soa(zone: dns.zone.Zone, response: dns.message.Message) -> None:
        soa = zone.get_rdataset(_origin(zone), dns.rdatatype.SOA)
        if soa is not None:
            rrset = dns.rrset.from_rdata_list(_origin(zone), soa.ttl, list(soa))
            response.authority.append(rrset)


def _origin(zone: dns.zone.Zone) -> dns.name.Name:
    assert zone.origin is not None
    return zone.origin


class _Server(asyncio.DatagramProtocol):
    def __init__(self, zones: Zones, fault: Fault | None) -> None:
        self._zones = zones
        self._fault = fault
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Python 3.11's datagram transport is not declared as one.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        reply = self.respond(data, tcp=False)
        if reply is not None:
            self._transport.sendto(reply, addr)

    def respond(self, data: bytes, *, tcp: bool) -> bytes | None:
        """Give the bytes of a reply; None for silence."""
        try:
            query = dns.message.from_wire(data)
            honest = self._zones.answer(query)
        except (dns.exception.DNSException, IndexError):
            return None
        if self._fault is not None:
            return self._fault(query, honest, tcp)
        limit = 65535 if tcp else max(512, query.payload)
        try:
            return honest.to_wire(max_size=limit)
        except dns.exception.TooBig:
            return truncated(query)

    async def stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one TCP connection (RFC 7766)."""
        try:
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                reply = self.respond(await reader.readexactly(length), tcp=True)
                if reply is None:
                    break
                writer.write(struct.pack("!H", len(reply)) + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def truncated(query: dns.message.Message) -> bytes:
    """Make the answer that sends a client to TCP."""
    response = dns.message.make_response(query)
    response.flags |= dns.flags.TC
    return response.to_wire()


@asynccontextmanager
async def serve_dns(
    zones: Zones,
    *,
    fault: Fault | None = None,
    address: str = "127.0.0.1",
    transports: Sequence[str] = ("udp", "tcp"),
) -> AsyncIterator[str]:
    """Serve zones on a free port; gives "address:port"."""
    server = _Server(zones, fault)
    loop = asyncio.get_running_loop()
    tcp: asyncio.Server | None = None
    for _ in range(50):
        udp, _protocol = await loop.create_datagram_endpoint(
            lambda: server, local_addr=(address, 0)
        )
        port: int = udp.get_extra_info("sockname")[1]
        if "tcp" not in transports:
            break
        try:
            tcp = await asyncio.start_server(server.stream, address, port)
            break
        except OSError:
            udp.close()  # another program has the TCP port of that number
    try:
        yield f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    finally:
        udp.close()
        if tcp is not None:
            tcp.close()
            await tcp.wait_closed()
