"""HTTP and SMTP on loopback, on free ports, as tasks of the running event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

from aiosmtpd.smtp import SMTP
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config, Sockets
from hypercorn.typing import Framework
from starlette.types import ASGIApp

IPV4 = "127.0.0.1"
IPV6 = "::1"


def endpoint(address: str, port: int) -> str:
    """Write "address:port", with brackets around an IPv6 address."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def bound(address: str) -> socket.socket:
    """Take a free port; until something listens, connections to it are refused."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # With its protocol named, asyncio turns Nagle off: an answer in two parts would wait 40 ms.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind((address, 0))
    taken.setblocking(False)
    return taken


def has_ipv6() -> bool:
    """Say whether this machine has IPv6 on loopback."""
    try:
        bound(IPV6).close()
    except OSError:
        return False
    return True


@contextmanager
def closed_port(address: str) -> Any:
    """Hold a port that refuses connections; gives "address:port"."""
    with bound(address) as taken:
        yield endpoint(address, taken.getsockname()[1])


class _Config(Config):
    """A configuration whose sockets and TLS set-up are already made."""

    def __init__(self, sockets: Sequence[socket.socket], tls: ssl.SSLContext | None) -> None:
        super().__init__()
        self._taken = list(sockets)
        self._tls = tls
        self.errorlog = None
        self.accesslog = None
        self.include_server_header = False
        self.graceful_timeout = 0.5
        # On a busy machine, a request may come long after its connection.
        self.keep_alive_timeout = 60

    @property
    def ssl_enabled(self) -> bool:
        return self._tls is not None

    def create_ssl_context(self) -> ssl.SSLContext | None:
        return self._tls

    def create_sockets(self) -> Sockets:
        return (
            Sockets([], self._taken, []) if self._tls is None else Sockets(self._taken, [], [])
        )


@asynccontextmanager
async def serve_http(
    app: ASGIApp, addresses: Sequence[str], tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, ...]]:
    """Serve HTTP/1.1, and HTTP/2 over TLS; gives "address:port" of each address."""
    sockets = [bound(address) for address in addresses]
    for taken in sockets:
        taken.listen(100)
    places = tuple(
        endpoint(address, taken.getsockname()[1])
        for address, taken in zip(addresses, sockets, strict=True)
    )
    ending = asyncio.Event()
    config = _Config(sockets, tls)
    framework = cast(Framework, app)  # the two packages' ASGI types differ in words only
    task = asyncio.create_task(
        hypercorn_serve(framework, config, shutdown_trigger=ending.wait, mode="asgi")
    )
    try:
        yield places
    finally:
        ending.set()
        try:
            # A client that still sends when its connection is closed is no fault at the end.
            with contextlib.suppress(ssl.SSLError):
                await task
        finally:
            for taken in sockets:
                taken.close()


class _Postbox:
    """Takes mail for the product's own domain and forgets it."""

    def __init__(self, domain: str, closed: Sequence[str] = ()) -> None:
        self._domain = domain
        self._closed = {f"{name}@{domain}" for name in closed}

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's own name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if not address.lower().endswith(f"@{self._domain}"):
            return "550 5.7.1 not a relay"
        if address.lower() in self._closed:
            return "550 5.1.1 user unknown"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, _error: Exception) -> str:
        """Stay quiet: who refuses a certificate hangs up, as the faults are there for."""
        return "421 4.3.0 closing"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, _envelope: Any
    ) -> str:
        return "250 2.6.0 OK"


@asynccontextmanager
async def serve_smtp(
    domain: str, name: str, tls: ssl.SSLContext | None, *, closed: Sequence[str] = ()
) -> AsyncIterator[str]:
    """Serve SMTP (RFC 5321), with STARTTLS where there is TLS (RFC 3207).

    Gives "address:port"; mailboxes of the names in `closed` do not exist.
    """
    loop = asyncio.get_running_loop()
    connections: set[SMTP] = set()

    def connected() -> SMTP:
        smtp = SMTP(_Postbox(domain, closed), hostname=name, tls_context=tls, loop=loop)
        connections.add(smtp)
        return smtp

    server = await loop.create_server(connected, IPV4, 0)
    try:
        yield endpoint(IPV4, server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for smtp in connections:
            if smtp.transport is not None:
                smtp.transport.close()
        await server.wait_closed()
