"""Faults of DNS servers, for `serve_dns(..., fault=...)`, and zones from plain dicts."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import dns.flags
import dns.message
import dns.rcode

from launchready.demo.dns_server import Fault, Zones, truncated

SOA = "@ 300 SOA ns1 hostmaster 7 3600 600 86400 300\n"
Query = dns.message.Message


def zones(
    records: Mapping[str, Mapping[str, Sequence[str]]],
    *,
    recursive: bool = True,
    authenticated: bool = False,
) -> Zones:
    """Make zones from {"acme.example": {"www": ["A 198.51.100.1", "AAAA 2001:db8::1"]}}.

    A SOA is added where a zone brings none; the TTL is 300 s unless written.
    """
    texts = {}
    for origin, names in records.items():
        lines = [f"{name} {record}\n" for name, all_of in names.items() for record in all_of]
        start = "" if any(" SOA " in line for line in lines) else SOA
        texts[origin] = "$TTL 300\n" + start + "".join(lines)
    return Zones(texts, recursive=recursive, authenticated=authenticated)


def _answers(rcode: dns.rcode.Rcode) -> Fault:
    def fault(query: Query, honest: Query, tcp: bool) -> bytes | None:
        response = dns.message.make_response(query)
        response.set_rcode(rcode)
        return response.to_wire()

    return fault


servfail = _answers(dns.rcode.SERVFAIL)
refused = _answers(dns.rcode.REFUSED)


def silent(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Never answer; over TCP, hang up."""
    return None


def lame(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Answer without authority, as a server that was never given the zone."""
    honest.flags &= ~dns.flags.AA
    honest.answer.clear()
    honest.authority.clear()
    return honest.to_wire()


def bogus(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Fail as a validating resolver does for broken signatures, unless CD is set."""
    return honest.to_wire() if query.flags & dns.flags.CD else servfail(query, honest, tcp)


def wrong_id(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Answer somebody else's query."""
    honest.id ^= 1
    return honest.to_wire()


def other_question(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Answer a question that nobody asked."""
    other = dns.message.make_query("elsewhere.example", "A", id=query.id)
    return dns.message.make_response(other).to_wire()


def garbage(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Send bytes that are not DNS at all."""
    return b"\xff" * 40


def garbage_after_id(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Send bytes that begin like the answer."""
    return struct.pack("!H", query.id) + b"\xff" * 40


def pointer_loop(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Send a name whose compression pointer points at itself."""
    head = struct.pack("!HHHHHH", query.id, 0x8180, 1, 1, 0, 0)
    return head + b"\xc0\x0c\x00\x01\x00\x01" + b"\xc0\x0c" * 20


def pointer_chain(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Send 64 KB over TCP in which every owner name is eight thousand pointers long."""
    if not tcp:
        return truncated(query)
    question = query.to_wire()[12:].partition(b"\x00")[0] + b"\x00" + b"\x00\x01\x00\x01"
    first = 12 + len(question) + 11
    pointers = [struct.pack("!H", 0xC000 | at) for at in range(first, 0x3FF0, 2)]
    rdata = b"\x00\x00" + b"".join(pointers)
    holder = b"\x00" + struct.pack("!HHIH", 65280, 1, 0, len(rdata)) + rdata
    last = first + len(rdata) - 2
    record = struct.pack("!HHHIH", 0xC000 | last, 1, 1, 0, 4) + b"\xc6\x33\x64\x01"
    count = (65535 - 12 - len(question) - len(holder)) // len(record)
    head = struct.pack("!HHHHHH", query.id, 0x8180, 1, count + 1, 0, 0)
    return head + question + holder + record * count


def empty(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Send a datagram of no bytes."""
    return b""


def truncated_for_ever(query: Query, honest: Query, tcp: bool) -> bytes | None:
    """Send clients to TCP, and hang up there."""
    return None if tcp else truncated(query)
