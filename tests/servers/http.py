"""HTTP servers on loopback: one that sends exactly the given octets, and a real one."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(status: int = 200, *headers: str, body: bytes = b"ok") -> bytes:
    """Write a response of HTTP/1.1 with its length."""
    lines = [f"HTTP/1.1 {status} ", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@dataclass
class RawServer:
    """What a raw server was asked, and over how many connections."""

    port: int = 0
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)

    @property
    def cookies(self) -> list[str]:
        """Give the Cookie header of each request, "" where there was none."""
        found = []
        for head in self.heads:
            lines = [
                line for line in head.split(b"\r\n") if line.lower().startswith(b"cookie:")
            ]
            found.append(lines[0][7:].strip().decode("latin-1") if lines else "")
        return found


@asynccontextmanager
async def raw_server(
    reply: bytes | Mapping[str, bytes] | Callable[[bytes], bytes],
    *,
    then: Talk | None = None,
    tls: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    keep: bool = True,
) -> AsyncIterator[RawServer]:
    """Answer each request head with exact octets.

    Args:
        reply: octets; or by path; or made from the head.
        then: goes on with the connection instead of waiting for the next request.
        tls: to serve https with.
        host: address to listen at.
        keep: whether the connection stays open after an answer.
    """
    server = RawServer()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                server.heads.append(head)
                path = head.split(b" ")[1].decode("latin-1")
                if callable(reply):
                    octets = reply(head)
                else:
                    octets = reply if isinstance(reply, bytes) else reply[path]
                writer.write(octets)
                await writer.drain()
                if then is not None:
                    await then(reader, writer)
                if then is not None or not keep:
                    return
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()  # the server ends before its visitor does
        finally:
            talks.discard(task)
            writer.close()

    listener = await asyncio.start_server(talk, host, 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@dataclass
class TableResolver:
    """Names with fixed addresses, for servers that need no DNS server of their own."""

    table: dict[str, tuple[str, ...]] = field(default_factory=dict)
    default: tuple[str, ...] = ("127.0.0.1",)

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give the addresses of a name."""
        return self.table.get(host, self.default)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of its own, with its root in a file."""

    ca: trustme.CA
    ca_file: Path

    def serve_context(self, *names: str) -> ssl.SSLContext:
        """Make a server's context with a certificate for the names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names).configure_cert(context)
        return context


def make_authority(folder: Path) -> Authority:
    """Make an authority whose root is written to a folder."""
    ca, path = trustme.CA(), folder / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return Authority(ca, path)


@asynccontextmanager
async def real_server(
    authority: Authority, folder: Path, name: str, app: Any
) -> AsyncIterator[int]:
    """Serve an ASGI app with hypercorn over TLS, HTTP/2 and HTTP/1.1; gives the port."""
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    issued = authority.ca.issue_cert(name)
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    for index, pem in enumerate(issued.cert_chain_pems):
        pem.write_to_path(str(folder / "chain.pem"), append=index > 0)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    port: int = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.certfile, config.keyfile = str(folder / "chain.pem"), str(folder / "key.pem")
    config.accesslog = config.errorlog = None
    config.graceful_timeout = 0.1
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(app, config, shutdown_trigger=stop.wait, mode="asgi"))
    try:
        yield port
    finally:
        stop.set()
        await serving
