"""Where a route's requests go: addresses that take connections, TLS, and the octets to send."""

from __future__ import annotations

import asyncio
import dataclasses
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.load.scenario import LoadRoute
from launchready.net.http import Addresses
from launchready.net.network import CONNECT_TIMEOUT_S, Network, is_address
from launchready.net.urls import BadUrl, Url, parse_url

USER_AGENT = "launchready (load drill)"
MAX_ADDRESSES = 4


class Origin(Struct, frozen=True):
    """A server: scheme, host and port, and where its connections go.

    Attributes:
        host, port: as in the URL; TLS is verified for this name.
        endpoints: (address, port) that took a connection, in turn.
        tls: None for http.
    """

    host: str
    port: int
    endpoints: tuple[tuple[str, int], ...]
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A route's requests, ready to be sent.

    Attributes:
        route: what is loaded.
        origin: where they go.
        octets: of one request; it may hold a session, and is never shown.
    """

    route: LoadRoute
    origin: Origin
    octets: bytes = field(repr=False)


async def find_targets(
    routes: Sequence[LoadRoute], network: Network, resolver: Addresses
) -> tuple[Target, ...]:
    """Look up where each route's requests go; each server is connected to once.

    Raises:
        CannotSee: a URL is not usable, or a server takes no connection.
    """
    context = dataclasses.replace(network).trust  # its own: HTTP/2 must not be offered
    context.set_alpn_protocols(["http/1.1"])
    origins: dict[tuple[str, str, int], Origin] = {}
    targets = []
    for route in routes:
        try:
            url = parse_url(route.url)
        except BadUrl as error:
            raise CannotSee(f"{route.name} cannot be asked for: {error}") from None
        if url.origin not in origins:
            tls = context if url.scheme == "https" else None
            endpoints = await _endpoints(url, network, resolver)
            origins[url.origin] = Origin(url.host, url.port, endpoints, tls)
        targets.append(Target(route, origins[url.origin], _octets(url, route)))
    return tuple(targets)


async def _endpoints(
    url: Url, network: Network, resolver: Addresses
) -> tuple[tuple[str, int], ...]:
    addresses: tuple[str, ...] = (url.host,) if is_address(url.host) else ()
    if not addresses:
        try:
            addresses = await resolver.addresses(url.host)
        except CannotSee:
            if network.route(url.host, url.port) is None:
                raise
    found = list(network.guarded(url.host, url.port, addresses[:MAX_ADDRESSES]))
    override = network.route(url.host, url.port)
    if not found and override is not None:
        found = [override]
    taking = [
        place
        for place, opened in zip(
            found, await asyncio.gather(*map(_takes_connections, found)), strict=True
        )
        if opened
    ]
    if not taking:
        raise CannotSee(f"{url.host} takes no connection")
    return tuple(taking)


async def _takes_connections(endpoint: tuple[str, int]) -> bool:
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            _, writer = await asyncio.open_connection(*endpoint)
    except OSError:  # TimeoutError is one
        return False
    writer.close()
    return True


def _octets(url: Url, route: LoadRoute) -> bytes:
    lines = {
        "host": url.authority,
        "user-agent": USER_AGENT,
        "accept": "*/*",
        "accept-encoding": "gzip",
    }
    lines |= {name.lower(): value for name, value in route.headers}
    fields = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {url.target} HTTP/1.1\r\n{fields}\r\n".encode("latin-1")
