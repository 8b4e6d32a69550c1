"""Connections that serve one request each, for who wants to meet what a new visitor meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore

from launchready.net.backend import Backend
from launchready.net.connection import Stream
from launchready.net.network import Network

if TYPE_CHECKING:
    from launchready.net.http import Addresses


class SingleUse:
    """Stands where a pool would, and keeps nothing open.

    A pool of httpcore's, and the locks by which its connections are shared, cost a third of
    a request; they have nothing to do here.
    """

    def __init__(self, network: Network, resolver: Addresses, host: str) -> None:
        self._network = network
        self._resolver = resolver
        self._host = host
        self._opened: list[Stream] = []

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Open a connection and ask over it."""
        origin, extensions = request.url.origin, request.extensions
        connect_s: float = extensions["timeout"]["connect"]
        backend = Backend(self._network, self._resolver, self._host)
        stream = await backend.connect_tcp(origin.host.decode("ascii"), origin.port, connect_s)
        protocol = ""
        if origin.scheme == b"https":
            trust = self._network.trust
            trust.set_alpn_protocols(["http/1.1", "h2"])
            stream = await stream.start_tls(trust, extensions["sni_hostname"], connect_s)
            protocol = stream.get_extra_info("ssl_object").selected_alpn_protocol() or ""
        self._opened.append(stream)
        if protocol == "h2":
            newer = httpcore.AsyncHTTP2Connection(origin=origin, stream=stream)
            return await newer.handle_async_request(request)
        connection = httpcore.AsyncHTTP11Connection(origin=origin, stream=stream)
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        """End every connection, without a wait for the peer's farewell."""
        opened, self._opened = self._opened, []
        for stream in opened:
            await stream.abort()
