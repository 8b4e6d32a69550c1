"""One TCP connection as httpcore uses it: read on demand, timed, and secured.

Imported on first use, since it needs httpcore.
"""

# The signatures, time-outs included, are httpcore's: its documentation is theirs, too.
# ruff: noqa: ASYNC109, D102

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import httpcore

from launchready.facts.base import CannotSee

_PAUSE_AT = 256 * 1024
_SHUTDOWN_S = 0.5


class TlsFailed(Exception):
    """The TLS handshake failed; the message says how, fit to be shown."""


@dataclass(slots=True)
class Attempt:
    """What connecting cost the request that is under way, in milliseconds.

    Attributes:
        started: when the request was made; monotonic seconds.
        sent: when the last of it was written; `started` before that.
        address: "address:port" that DNS gave.
        answered: the server sent something, whatever it was.
    """

    started: float = field(default_factory=time.monotonic)
    sent: float = field(default_factory=time.monotonic)
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


_pipes: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakSet[Pipe]] = WeakKeyDictionary()
"""Those that are there, by the event loop that they belong to."""


async def end_closing() -> None:
    """End the connections of this event loop that are closed, without a wait for the peer.

    TLS waits for the peer's farewell after its own.  At the end of a run nobody does: the
    loop would be gone before the socket.
    """
    for pipe in tuple(_pipes.get(asyncio.get_running_loop(), ())):
        if pipe.transport is not None and pipe.transport.is_closing():
            pipe.transport.abort()
    for _ in range(3):  # TLS tells TCP, which tells the socket
        await asyncio.sleep(0)


class Pipe(asyncio.Protocol):
    """Octets of one connection, read on demand."""

    def __init__(self) -> None:
        _pipes.setdefault(asyncio.get_running_loop(), WeakSet()).add(self)
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

    def __init__(
        self, pipe: Pipe, address: str, slot: AsyncExitStack, note: Callable[[Exception], None]
    ) -> None:
        self._pipe = pipe
        self._slot = slot
        self._note = note
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
        attempt = current.get()
        if not attempt.answered:
            attempt.sent = time.monotonic()

    async def aclose(self) -> None:
        if self._pipe.transport is not None:
            self._pipe.transport.close()
        await self._slot.aclose()

    async def abort(self) -> None:
        """End it at once: TLS tells TCP, which tells the socket, in two turns of the loop."""
        transport = self._pipe.transport
        if transport is not None:
            transport.abort()
            if transport.get_extra_info("ssl_object") is not None:
                await asyncio.sleep(0)
            await asyncio.sleep(0)
        await self._slot.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        started, attempt = time.monotonic(), current.get()
        secured = Pipe()
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
            self._note(failed)
            raise failed from None
        except BaseException:
            await self.aclose()
            raise
        secured.connection_made(transport)
        attempt.tls_ms = elapsed_ms(started)
        return Stream(secured, self.address, self._slot, self._note)

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
