"""Connections that serve one request each, for who wants to meet what a new visitor meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore

from launchready.net.backend import Backend
from launchready.net.network import Network

if TYPE_CHECKING:
    from launchready.net.http import Addresses


class SingleUse:
    """Stands where a pool would, and keeps nothing open.

    A pool of httpcore's costs a fifth of a request; it has nothing to do here.
    """

    def __init__(self, network: Network, resolver: Addresses, host: str) -> None:
        self._network = network
        self._resolver = resolver
        self._host = host
        self._opened: list[httpcore.AsyncHTTPConnection] = []

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Open a connection and ask over it."""
        connection = httpcore.AsyncHTTPConnection(
            origin=request.url.origin,
            ssl_context=self._network.trust,
            http2=True,
            network_backend=Backend(self._network, self._resolver, self._host),
        )
        self._opened.append(connection)
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        opened, self._opened = self._opened, []
        for connection in opened:
            await connection.aclose()
