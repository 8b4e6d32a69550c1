"""Reverse DNS of the addresses that reports name, within bounds."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Iterable

from launchready.facts.base import CannotSee
from launchready.mail.reports.model import AggregateReport
from launchready.net.dns import Resolver

MAX_LOOKUPS = 200
"""Addresses that are looked up, the busiest."""


async def reverse_names(
    reports: Iterable[AggregateReport], resolver: Resolver
) -> dict[str, str]:
    """Look up the names of the busiest addresses; those without one are left out.

    A name counts once its own address is the one asked about: anybody may call a server
    `mail.google.com` in his own reverse zone.
    """
    counts: Counter[str] = Counter()
    for report in reports:
        for row in report.rows:
            counts[row.source_ip] += row.count
    addresses = [address for address, _ in counts.most_common(MAX_LOOKUPS)]
    found = await asyncio.gather(*(_name(address, resolver) for address in addresses))
    return {address: name for address, name in zip(addresses, found, strict=True) if name}


async def _name(address: str, resolver: Resolver) -> str:
    try:
        answer = await resolver.ask(ipaddress.ip_address(address).reverse_pointer, "PTR")
        for name in answer.values()[:3]:
            if address in await resolver.addresses(name):
                return name.lower()
    except (CannotSee, ValueError):
        pass
    return ""
