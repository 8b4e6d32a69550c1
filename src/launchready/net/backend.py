"""Opens TCP connections for the HTTP client: routed, counted and raced by us.

httpcore keeps the connections.  Imported on first use, since it needs httpcore.
"""

# The signatures, time-outs included, are httpcore's: its documentation is theirs, too.
# ruff: noqa: ASYNC109, D102

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpcore

from launchready.facts.base import CannotSee
from launchready.net.connection import Attempt, Pipe, Stream, current, elapsed_ms
from launchready.net.network import Network, is_address, join_endpoint

if TYPE_CHECKING:
    from launchready.net.http import Addresses

FALLBACK_S = 0.25
"""Head start of one address over the next (RFC 8305 section 5, Connection Attempt Delay)."""

MAX_ADDRESSES = 6


class NoAddress(Exception):
    """DNS knows no address for the host."""


class Backend(httpcore.AsyncNetworkBackend):
    """Opens connections to one host, or to one of its addresses.

    Raises (from `connect_tcp`):
        NoAddress, OSError: what the host did.
        CannotSee: a time-out, no route, or the ceiling of connections.
    """

    def __init__(self, network: Network, resolver: Addresses, host: str) -> None:
        self._network = network
        self._resolver = resolver
        self._host = host
        self._failed_at = 0.0
        self._failure: Exception | None = None

    def note(self, failure: Exception) -> None:
        """Remember a failure for the requests that were waiting for this connection."""
        self._failed_at, self._failure = time.monotonic(), failure

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> Stream:
        attempt = current.get()
        # httpcore lets each request that waited for a failed connection open its own.
        if self._failure is not None and self._failed_at > attempt.started:
            raise self._failure.with_traceback(None)
        try:
            return await self._connect(host, port, attempt, timeout)
        except (OSError, NoAddress, CannotSee) as error:
            self.note(error)
            raise

    async def _connect(
        self, host: str, port: int, attempt: Attempt, timeout: float | None
    ) -> Stream:
        addresses = (host,) if host != self._host else await self._look_up(port, attempt)
        routes = self._network.guarded(self._host, port, addresses[:MAX_ADDRESSES])
        if not routes:
            route = self._network.route(self._host, port)
            if route is None or self._network.resolver:
                raise NoAddress
            routes[route] = join_endpoint(*route)
        attempt.address = next(iter(routes.values()))
        started = time.monotonic()
        stream = await self._race(routes, timeout)
        attempt.connect_ms = elapsed_ms(started)
        attempt.address = stream.address
        return stream

    async def _look_up(self, port: int, attempt: Attempt) -> tuple[str, ...]:
        if is_address(self._host):
            return (self._host,)
        started = time.monotonic()
        try:
            return await self._resolver.addresses(self._host)
        except CannotSee:
            # An override says where to go even where DNS cannot be asked.
            if self._network.route(self._host, port) is None or self._network.resolver:
                raise
            return ()
        finally:
            attempt.dns_ms = elapsed_ms(started)

    async def _race(self, routes: dict[tuple[str, int], str], timeout: float | None) -> Stream:
        """Try addresses in order, each a little after the one before; the first wins."""
        if len(routes) == 1:
            [(endpoint, address)] = routes.items()
            return await self._open(endpoint, address, timeout)
        waiting = list(routes.items())
        running: set[asyncio.Task[Stream]] = set()
        failures: list[Exception] = []
        try:
            while waiting or running:
                if waiting:
                    (endpoint, address), waiting = waiting[0], waiting[1:]
                    running.add(asyncio.create_task(self._open(endpoint, address, timeout)))
                done, running = await asyncio.wait(
                    running,
                    timeout=FALLBACK_S if waiting else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for task in done:
                    error = task.exception()
                    if error is None:
                        won = task.result()
                        for other in done - {task}:
                            if other.exception() is None:
                                await other.result().aclose()
                        return won
                    if not isinstance(error, Exception):
                        raise error
                    failures.append(error)
        finally:
            for task in running:
                task.cancel()
            for result in await asyncio.gather(*running, return_exceptions=True):
                if isinstance(result, Stream):
                    await result.aclose()
        unseen = [failure for failure in failures if isinstance(failure, CannotSee)]
        raise (unseen or failures)[0]

    async def _open(
        self, endpoint: tuple[str, int], address: str, timeout: float | None
    ) -> Stream:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._network.slot(self._host))
            try:
                async with asyncio.timeout(timeout):
                    _, pipe = await asyncio.get_running_loop().create_connection(
                        Pipe, *endpoint
                    )
            except TimeoutError:
                raise CannotSee(f"no connection to {address} within {timeout:g} s") from None
            except (ConnectionRefusedError, ConnectionResetError):
                raise
            except socket.gaierror:
                raise CannotSee(f"no address for the override of {address}") from None
            except OSError as error:
                raise CannotSee(f"no route to {address}: {error.strerror}") from None
            return Stream(pipe, address, stack.pop_all(), self.note)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
