"""What the hosts' TLS endpoints show."""

from __future__ import annotations

import asyncio

from launchready.facts.base import CannotSee
from launchready.facts.dns import HostAddresses
from launchready.facts.tls import TlsHandshake, TlsVersions
from launchready.manifest.schema import Host
from launchready.net.tls import TlsProbe

MAX_ADDRESSES = 4
"""Addresses of one host that are looked at: two of each family show a mixed set-up."""


async def tls_handshake(host: Host, found: HostAddresses, tls: TlsProbe) -> TlsHandshake:
    """Shake hands with a host's addresses, at most two of each family."""
    addresses = found.ipv4.values("A")[:2] + found.ipv6.values("AAAA")[:2]
    if not addresses:
        raise CannotSee("the name has no address")
    endpoints = await asyncio.gather(
        *(tls.handshake(host.name, address) for address in addresses)
    )
    return TlsHandshake(tuple(endpoints))


async def tls_versions(host: Host, handshake: TlsHandshake, tls: TlsProbe) -> TlsVersions:
    """Offer each protocol version alone to the first address that speaks TLS."""
    # A server with obsolete versions alone may show nothing to the first handshake.
    ends = handshake.answering or tuple(end for end in handshake.endpoints if end.connected)
    if not ends:
        raise CannotSee("nothing listens there")
    return await tls.versions(host.name, ends[0].address)
