"""What the hosts' TLS endpoints show."""

from __future__ import annotations

import asyncio

from launchready.facts.base import CannotSee
from launchready.facts.dns import HostAddresses
from launchready.facts.tls import TlsEndpoint, TlsHandshake, TlsVersions
from launchready.manifest.schema import Host
from launchready.net.tls import TlsProbe

MAX_ADDRESSES = 4
"""Addresses of one host that are looked at: two of each family show a mixed set-up."""


async def tls_handshake(host: Host, found: HostAddresses, tls: TlsProbe) -> TlsHandshake:
    """Shake hands with a host's addresses, at most two of each family."""
    ipv4, ipv6 = found.ipv4.values("A")[:2], found.ipv6.values("AAAA")[:2]
    if not ipv4 + ipv6:
        raise CannotSee("the name has no address")
    results = await asyncio.gather(
        *(_endpoint(host.name, address, tls) for address in ipv4 + ipv6)
    )
    endpoints = tuple(each for each in results if isinstance(each, TlsEndpoint))
    unseen = {
        address: each
        for address, each in zip(ipv4 + ipv6, results, strict=True)
        if isinstance(each, str)
    }
    # Many machines have no working IPv6 of their own: silence there must not hide IPv4.
    for address in ipv4 if endpoints else unseen:
        if address in unseen:
            raise CannotSee(f"{address}: {unseen[address]}")
    return TlsHandshake(
        endpoints, tuple(f"{address}: {reason}" for address, reason in unseen.items())
    )


async def _endpoint(host: str, address: str, tls: TlsProbe) -> TlsEndpoint | str:
    try:
        return await tls.handshake(host, address)
    except CannotSee as error:
        return str(error)


async def tls_versions(host: Host, handshake: TlsHandshake, tls: TlsProbe) -> TlsVersions:
    """Offer each protocol version alone to the first address that speaks TLS."""
    # A server with obsolete versions alone may show nothing to the first handshake.
    ends = handshake.answering or tuple(end for end in handshake.endpoints if end.connected)
    if not ends:
        raise CannotSee("nothing listens there")
    return await tls.versions(host.name, ends[0].address)
