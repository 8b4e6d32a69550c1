"""Where connections go, and how many are allowed: overrides, limits and deadlines."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import certifi

from launchready.facts.base import CannotSee

CONNECT_TIMEOUT_S = 3.0
"""How long a TCP connection may take to come up; a browser's user has left by then."""

IO_TIMEOUT_S = 5.0
"""How long a server may be silent in the middle of an answer."""

MAX_CONNECTIONS_PER_HOST = 25
"""TCP connections to one host in a whole audit: politeness, kept as a hard ceiling."""

MAX_OPEN_PER_HOST = 6
"""Connections to one host at a time: what a browser allows itself over HTTP/1.1."""

USER_AGENT = "launchready (launch audit; read-only)"


def join_endpoint(host: str, port: int) -> str:
    """Write "host:port", with brackets around an IPv6 address (RFC 3986 section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def split_endpoint(endpoint: str) -> tuple[str, int]:
    """Read "host:port" or "[address]:port"."""
    host, _, port = endpoint.rpartition(":")
    return host.strip("[]"), int(port)


@dataclass(slots=True)
class _Host:
    gate: asyncio.Semaphore
    opened: int = 0


class SharedGates:
    """Connections to one host at a time, over all audits that run at the same time.

    Args:
        most: connections.
    """

    def __init__(self, most: int = MAX_OPEN_PER_HOST) -> None:
        self._most = most
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._users: Counter[str] = Counter()

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Hold one of a host's connections."""
        gate = self._gates.setdefault(host, asyncio.Semaphore(self._most))
        self._users[host] += 1
        try:
            async with gate:
                yield
        finally:
            self._users[host] -= 1
            if not self._users[host]:
                del self._users[host], self._gates[host]

    @property
    def hosts(self) -> int:
        """Tell how many hosts somebody talks to, or waits for."""
        return len(self._gates)


@dataclass
class Network:
    """The one way out: every TCP connection of an audit is counted and routed here.

    Attributes:
        connect: "host:port" or "address:port" as seen from outside, to "host:port" where
            to connect instead; the address is looked up before the host.
        ca_file: PEM file with trusted roots beside Mozilla's.
        resolver: "address:port" of the recursive resolver; None for the system's.
        max_connections: ceiling for one host.
        max_open: connections to one host at a time.
        admits: says whether an address that nothing overrides may be connected to; None
            admits all.
        own_hosts: hosts that may lead anywhere, as staging often leads inside a network.
        gates: limits that audits at the same time share; None for an audit of its own.
    """

    connect: dict[str, str] = field(default_factory=dict)
    ca_file: Path | None = None
    resolver: str | None = None
    max_connections: int = MAX_CONNECTIONS_PER_HOST
    max_open: int = MAX_OPEN_PER_HOST
    admits: Callable[[str], bool] | None = None
    own_hosts: frozenset[str] = frozenset()
    gates: SharedGates | None = None
    _hosts: dict[str, _Host] = field(default_factory=dict, init=False)

    def route(self, host: str, port: int, address: str | None = None) -> tuple[str, int] | None:
        """Say where to connect for a host, or for one of its addresses.

        Returns:
            (address, port); None where nothing overrides and no address was given.
        """
        if address is not None:
            override = self.connect.get(join_endpoint(address, port))
            if override:
                return split_endpoint(override)
        override = self.connect.get(join_endpoint(host, port))
        if override:
            return split_endpoint(override)
        return (address, port) if address is not None else None

    def guarded(
        self, host: str, port: int, addresses: Iterable[str]
    ) -> dict[tuple[str, int], str]:
        """Say where to connect for a host's addresses, in order, and what each stands for.

        Raises:
            CannotSee: there are addresses, and none may be connected to.
        """
        routes: dict[tuple[str, int], str] = {}
        refused = ""
        admits = None if host in self.own_hosts else self.admits
        for address in addresses:
            route = self.route(host, port, address)
            assert route is not None
            if route == (address, port) and admits and not admits(address):
                refused = address
                continue
            routes.setdefault(route, join_endpoint(address, port))
        if refused and not routes:
            raise CannotSee(f"leads to {refused}, which is not a public address")
        return routes

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Hold one of the connections that a host is allowed, while it is open.

        Raises:
            CannotSee: the host's ceiling for this audit is reached.
        """
        state = self._hosts.get(host)
        if state is None:
            state = self._hosts[host] = _Host(asyncio.Semaphore(self.max_open))
        async with state.gate:
            if state.opened >= self.max_connections:
                raise CannotSee(f"the ceiling of {self.max_connections} connections is reached")
            state.opened += 1
            async with self.gates.slot(host) if self.gates else nullcontext():
                yield

    @property
    def opened(self) -> Counter[str]:
        """Tell how many TCP connections each host was asked for."""
        return Counter({host: state.opened for host, state in self._hosts.items()})

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """Make a context that verifies as a browser does: Mozilla's roots and `ca_file`.

        The system's store is left out on purpose: an empty one, as in slim containers,
        would make every product look broken.
        """
        context = ssl.create_default_context(cafile=str(self.trusted_files[0]))
        for roots in self.trusted_files[1:]:
            context.load_verify_locations(roots)
        return context

    @property
    def trusted_files(self) -> tuple[Path, ...]:
        """Give the PEM files whose roots are trusted: Mozilla's, and `ca_file`."""
        mozilla = Path(certifi.where())
        return (mozilla, self.ca_file) if self.ca_file else (mozilla,)


def is_public(address: str) -> bool:
    """Say whether anybody on the internet could reach an address (RFC 6890)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_global) and not mapped.is_multicast


def is_address(text: str) -> bool:
    """Say whether a URL's host is an IP address literal rather than a name."""
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
