"""What DNS says of the product's hosts."""

from __future__ import annotations

import asyncio

from launchready.facts.dns import HostAddresses
from launchready.manifest.schema import Host
from launchready.net.dns import Resolver


async def host_addresses(host: Host, resolver: Resolver) -> HostAddresses:
    """Ask for a host's addresses in both families."""
    ipv4, ipv6 = await asyncio.gather(
        resolver.ask(host.name, "A"), resolver.ask(host.name, "AAAA")
    )
    return HostAddresses(ipv4, ipv6)
