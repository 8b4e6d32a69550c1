"""Reverse DNS names a sender only where its own address leads back."""

from __future__ import annotations

from launchready.demo.dns_server import Zones, serve_dns
from launchready.mail.reports.aggregate import parse_aggregate
from launchready.mail.reports.names import reverse_names
from launchready.net.dns import Resolver
from launchready.net.network import Network

from .made import record, report

ZONE = "100.51.198.in-addr.arpa"
REVERSE = """$TTL 60
@ IN SOA ns.hoster.example. a.hoster.example. 1 60 60 60 60
7.100.51.198.in-addr.arpa. IN PTR mta70.mtasv.net.
8.100.51.198.in-addr.arpa. IN PTR mail.google.com.
"""
FORWARD = """$TTL 60
. IN SOA ns.hoster.example. a.hoster.example. 1 60 60 60 60
mta70.mtasv.net. IN A 198.51.100.7
mail.google.com. IN A 192.0.2.1
"""


async def test_a_name_that_does_not_lead_back_is_not_believed() -> None:
    """Anybody may call his server mail.google.com; only the true one is."""
    zones = Zones(
        {
            "100.51.198.in-addr.arpa": REVERSE.replace("@", "100.51.198.in-addr.arpa."),
            "": FORWARD,
        },
        recursive=True,
    )
    found = parse_aggregate(
        report(record("198.51.100.7"), record("198.51.100.8"), record("203.0.113.9"))
    )
    async with serve_dns(zones) as place:
        names = await reverse_names([found], Resolver(Network(resolver=place)))
    assert names == {"198.51.100.7": "mta70.mtasv.net"}


async def test_a_resolver_that_is_silent_names_nobody() -> None:
    """Names are a help: reports are read without them."""
    found = parse_aggregate(report(record()))
    resolver = Resolver(Network(resolver="127.0.0.1:1"), timeout_s=0.2, attempts=1)
    assert await reverse_names([found], resolver) == {}
