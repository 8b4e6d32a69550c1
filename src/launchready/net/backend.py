"""TCP and TLS under the HTTP client: routed, counted and timed by us.

httpcore keeps the connections; this module opens them.  Imported on first use, since it
needs httpcore.
"""

# The signatures, time-outs included, are httpcore's: its documentation is theirs, too.
# ruff: noqa: ASYNC109, D102

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import deque
from collections.abc import Iterable
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpcore

from launchready.facts.base import CannotSee
from launchready.net.network import Network, is_address, join_endpoint

if TYPE_CHECKING:
    from launchready.net.http import Addresses

FALLBACK_S = 0.25
"""Head start of one address over the next (RFC 8305 section 5, Connection Attempt Delay)."""

MAX_ADDRESSES = 6
_PAUSE_AT = 256 * 1024
_SHUTDOWN_S = 0.5


class NoAddress(Exception):
    """DNS knows no address for the host."""


class TlsFailed(Exception):
    """The TLS handshake failed; the message says how, fit to be shown."""


@dataclass(slots=True)
class Attempt:
    """What connecting cost the request that is under way, in milliseconds.

    Attributes:
        started: when the request was made; monotonic seconds.
        address: "address:port" that DNS gave.
        answered: the server sent something, whatever it was.
    """

    started: float = field(default_factory=time.monotonic)
    address: str = ""
    answered: bool = False
    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None


current: ContextVar[Attempt] = ContextVar("current")
"""The request under way: httpcore opens connections in the task that asked for one."""


def elapsed_ms(since: float) -> float:
    """Give the milliseconds since a monotonic time, to the microsecond."""
    return round((time.monotonic() - since) * 1000, 3)


class _Pipe(asyncio.Protocol):
    """Octets of one connection, read on demand."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._error: Exception | None = None
        self._readable = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._chunks.append(data)
        self._size += len(data)
        self._readable.set()
        if self._size > _PAUSE_AT and self.transport is not None:
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        self._ended = True
        self._readable.set()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._error = True, exc
        self._readable.set()
        self._writable.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    @property
    def ready(self) -> bool:
        """Say whether there is something to read, or an end to notice."""
        return bool(self._chunks) or self._ended

    async def read(self, max_bytes: int) -> bytes:
        await self._readable.wait()
        if not self._chunks:
            if isinstance(self._error, ConnectionError):
                raise self._error
            return b""
        chunk = self._chunks.popleft()
        if len(chunk) > max_bytes:
            self._chunks.appendleft(chunk[max_bytes:])
            chunk = chunk[:max_bytes]
        self._size -= len(chunk)
        if not self._chunks and not self._ended:
            self._readable.clear()
        if self._size <= _PAUSE_AT and self.transport is not None and not self._ended:
            self.transport.resume_reading()
        return chunk

    async def write(self, data: bytes) -> None:
        if self.transport is None or self._ended or self.transport.is_closing():
            raise self._error or ConnectionResetError("closed")
        self.transport.write(data)
        await self._writable.wait()


class Stream(httpcore.AsyncNetworkStream):
    """One connection, which gives its slot back when it closes."""

    def __init__(self, pipe: _Pipe, address: str, slot: AsyncExitStack, owner: Backend) -> None:
        self._pipe = pipe
        self._slot = slot
        self._owner = owner
        self.address = address

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            async with asyncio.timeout(timeout):
                octets = await self._pipe.read(max_bytes)
        except TimeoutError:
            raise httpcore.ReadTimeout from None
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        current.get().answered |= bool(octets)
        return octets

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        try:
            async with asyncio.timeout(timeout):
                await self._pipe.write(buffer)
        except TimeoutError:
            raise httpcore.WriteTimeout from None
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        if self._pipe.transport is not None:
            self._pipe.transport.close()
        await self._slot.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        started, attempt = time.monotonic(), current.get()
        secured = _Pipe()
        assert self._pipe.transport is not None
        try:
            async with asyncio.timeout(timeout):
                transport = await asyncio.get_running_loop().start_tls(
                    self._pipe.transport,
                    secured,
                    ssl_context,
                    server_hostname=server_hostname,
                    ssl_shutdown_timeout=_SHUTDOWN_S,
                )
            if transport is None:
                raise ConnectionResetError
        except TimeoutError:
            await self.aclose()
            raise CannotSee(f"no TLS handshake with {self.address} in time") from None
        except (ssl.SSLError, OSError) as error:
            await self.aclose()
            failed = TlsFailed(_tls_detail(error))
            self._owner.note(failed)
            raise failed from None
        except BaseException:
            await self.aclose()
            raise
        secured.connection_made(transport)
        attempt.tls_ms = elapsed_ms(started)
        return Stream(secured, self.address, self._slot, self._owner)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._pipe.ready
        if info == "ssl_object" and self._pipe.transport is not None:
            return self._pipe.transport.get_extra_info("ssl_object")
        return None


def _tls_detail(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not trusted: {error.verify_message}"[:200]
    if isinstance(error, ssl.SSLError) and error.reason:
        return f"TLS handshake failed: {error.reason.replace('_', ' ').lower()}"[:200]
    return "the connection ended during the TLS handshake"


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
        routes: dict[tuple[str, int], str] = {}
        for address in addresses[:MAX_ADDRESSES]:
            route = self._network.route(self._host, port, address)
            assert route is not None
            routes.setdefault(route, join_endpoint(address, port))
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
                        _Pipe, *endpoint
                    )
            except TimeoutError:
                raise CannotSee(f"no connection to {address} within {timeout:g} s") from None
            except (ConnectionRefusedError, ConnectionResetError):
                raise
            except socket.gaierror:
                raise CannotSee(f"no address for the override of {address}") from None
            except OSError as error:
                raise CannotSee(f"no route to {address}: {error.strerror}") from None
            return Stream(pipe, address, stack.pop_all(), self)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
