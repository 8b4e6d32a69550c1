"""Addresses of hosts, remembered for as long as DNS says and half a minute at most."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer
from launchready.net.dns import Resolver
from launchready.net.network import Network, is_address

MAX_TTL_S = 30.0
"""A change of DNS is seen by the next look but one, whatever the record's TTL."""


@dataclass(slots=True)
class _Known:
    until: float
    addresses: tuple[str, ...]


class Names:
    """Looks names up as the HTTP client wants it (`Addresses`).

    Args:
        network: with the overrides for the resolver.
        now: monotonic seconds.
    """

    def __init__(self, network: Network, now: Callable[[], float] = time.monotonic) -> None:
        self._network = network
        self._now = now
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[tuple[str, ...]]] = {}

    async def ask(self, name: str, rtype: str) -> DnsAnswer:
        """Ask afresh.

        Raises:
            CannotSee: nobody answered.
        """
        # A resolver asks each question once in its life, which is an audit's, not ours.
        return await Resolver(self._network).ask(name, rtype)

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give a host's addresses, IPv4 first; none where the name has none.

        Raises:
            CannotSee: the resolver did not answer.
        """
        if is_address(host):
            return (host.strip("[]"),)
        known = self._known.get(host)
        if known and known.until > self._now():
            return known.addresses
        if host not in self._asking:
            task = asyncio.create_task(self._ask(host))
            self._asking[host] = task
            task.add_done_callback(lambda done: self._asked(host, done))
        return await asyncio.shield(self._asking[host])

    def _asked(self, host: str, done: asyncio.Task[tuple[str, ...]]) -> None:
        self._asking.pop(host, None)
        if not done.cancelled():
            done.exception()

    async def _ask(self, host: str) -> tuple[str, ...]:
        ipv4, ipv6 = await asyncio.gather(self.ask(host, "A"), self.ask(host, "AAAA"))
        found = ipv4.values() + ipv6.values()
        for answer in (ipv4, ipv6):
            if not found and answer.rcode in {"SERVFAIL", "REFUSED"}:
                raise CannotSee(f"DNS, {host}: {answer.rcode}")
        ttls = [record.ttl for answer in (ipv4, ipv6) for record in answer.records]
        ttl = min([MAX_TTL_S, *ttls]) if found else 0.0
        self._known[host] = _Known(self._now() + ttl, found)
        return found
