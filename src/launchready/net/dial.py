"""Connections that do not speak HTTP: routed, guarded, timed, closed."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.facts.http import Timing
from launchready.net.http import Addresses
from launchready.net.network import Network

MAX_LINE = 8192
"""Octets of one line, or one reply, that are read."""


class Unreachable(Exception):
    """The other side refused, hung up, or failed the handshake; says how."""


@dataclass(slots=True)
class Line:
    """A connection.

    Attributes:
        reader, writer: the stream.
        timing: what it cost to open.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    timing: Timing

    async def read_line(self) -> str:
        """Read to the end of a line.

        Raises:
            Unreachable: it is too long, or the connection ends first.
        """
        try:
            octets = await self.reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            raise Unreachable("sent a line without an end") from None
        except (asyncio.IncompleteReadError, OSError):
            raise Unreachable("hung up in the middle of an answer") from None
        return octets.decode("utf-8", "replace").rstrip("\r\n")

    async def send(self, octets: bytes) -> None:
        """Write, and wait until it is on its way.

        Raises:
            Unreachable: the connection is gone.
        """
        try:
            self.writer.write(octets)
            await self.writer.drain()
        except OSError:
            raise Unreachable("hung up") from None


class Dialler(Struct, frozen=True):
    """Opens connections by the network's rules.

    Attributes:
        network: overrides, trusted roots and the rule for addresses.
        names: where addresses come from.
    """

    network: Network
    names: Addresses

    async def endpoints(self, host: str, port: int) -> list[tuple[str, int]]:
        """Give where to connect, the best first.

        Raises:
            CannotSee: DNS does not answer, or leads where no monitor may go.
            Unreachable: the name has no address.
        """
        override = self.network.route(host, port)
        try:
            addresses = await self.names.addresses(host)
        except CannotSee:
            if override is None:
                raise
            addresses = ()
        routes = list(self.network.guarded(host, port, addresses))
        if not routes and override is not None:
            return [override]
        if not routes:
            raise Unreachable(f"{host} has no address")
        return routes

    @asynccontextmanager
    async def open(self, host: str, port: int, *, tls: bool = False) -> AsyncIterator[Line]:
        """Open a connection, to the first address that takes it.

        Raises:
            CannotSee, Unreachable: no address took it.
        """
        started = time.monotonic()
        endpoints = await self.endpoints(host, port)
        found = time.monotonic()
        failure: Exception = Unreachable("refused the connection")
        for endpoint in endpoints[:4]:
            try:
                reader, writer = await asyncio.open_connection(*endpoint, limit=MAX_LINE)
                break
            except ConnectionRefusedError:
                failure = Unreachable("refused the connection")
            except OSError as error:
                failure = Unreachable(f"cannot be reached: {error.strerror or 'no route'}")
        else:
            raise failure
        connected = time.monotonic()
        try:
            if tls:
                await _secure(writer, self.network.trust, host)
            yield Line(
                reader,
                writer,
                Timing(
                    dns_ms=_ms(started, found),
                    connect_ms=_ms(found, connected),
                    tls_ms=_ms(connected, time.monotonic()) if tls else None,
                ),
            )
        finally:
            writer.transport.abort()
            with suppress(OSError, ssl.SSLError):
                await writer.wait_closed()


async def _secure(writer: asyncio.StreamWriter, context: ssl.SSLContext, host: str) -> None:
    try:
        await writer.start_tls(context, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"certificate not trusted: {error.verify_message}") from None
    except ssl.SSLError as error:
        reason = (error.reason or "unknown").replace("_", " ").lower()
        raise Unreachable(f"TLS handshake failed: {reason}") from None
    except OSError:
        raise Unreachable("hung up during the TLS handshake") from None


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 3)
