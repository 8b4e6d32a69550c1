"""Asks a host the same over IPv4 and over IPv6."""

from __future__ import annotations

import asyncio

from launchready.collect.page_html import read_page
from launchready.facts.dns import HostAddresses
from launchready.facts.families import FamilyAnswers
from launchready.manifest.schema import Host
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient

MAX_TITLE = 100


async def family_answers(host: Host, found: HostAddresses, http: HttpClient) -> FamilyAnswers:
    """Ask for "/" at the first address of each family, where there are both."""
    addresses = [family[:1] for family in (found.ipv4.values("A"), found.ipv6.values("AAAA"))]
    if not all(addresses):
        return FamilyAnswers()
    url = f"https://{host.name}/"
    ipv4, ipv6 = await asyncio.gather(
        *(http.request("GET", url, address=address) for (address,) in addresses)
    )
    return FamilyAnswers(ipv4.exchange, ipv6.exchange, (_title(ipv4), _title(ipv6)))


def _title(answer: Response) -> str:
    return read_page(answer.text, answer.exchange.url).title[:MAX_TITLE]
