"""A client that talks to a mail server, and sends no mail (RFC 5321, 3207).

Bounded: lines, replies, time.  Everything that a server says is cut to printable text.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.net.network import CONNECT_TIMEOUT_S, Network

PORT = 25
MAX_LINE = 4096
"""Octets of one line; RFC 5321 section 4.5.3.1.5 allows 512 with its end."""

MAX_LINES = 100
"""Lines of one reply."""

MAX_TEXT = 200
"""Characters of a reply that are kept."""

DIALOGUE_S = 8.0
"""How long a whole dialogue may take.  RFC 5321 grants minutes; an audit has seconds, and a
server that makes strangers wait for its greeting is unseen, not broken."""


class SmtpError(Exception):
    """The server did something that is no SMTP, or refused; the message says what."""


class Reply(Struct, frozen=True):
    """A reply: its code, and its lines joined."""

    code: int
    text: str
    lines: tuple[str, ...] = ()


class SmtpSession:
    """One connection, greeted."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._host = host
        self.banner = Reply(0, "")
        self.extensions: frozenset[str] = frozenset()

    async def greet(self) -> None:
        """Take the greeting and say EHLO, HELO where that is all the server knows.

        Raises:
            SmtpError: the server refused.
        """
        self.banner = await self.read()
        if self.banner.code != 220:
            raise SmtpError(f"greeted with {self.banner.code} {self.banner.text}")
        await self.hello()

    async def hello(self) -> None:
        """Say EHLO with the literal of our own address: there is no name to give."""
        own = self._writer.get_extra_info("sockname")
        address = str(own[0]) if own else "127.0.0.1"
        literal = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        reply = await self.command(f"EHLO {literal}")
        if reply.code == 250:
            self.extensions = frozenset(
                line.split()[0].upper() for line in reply.lines[1:] if line.strip()
            )
            return
        reply = await self.command(f"HELO {literal}")
        if reply.code != 250:
            raise SmtpError(f"refused EHLO and HELO: {reply.code} {reply.text}")

    async def command(self, line: str) -> Reply:
        """Send one line and read the reply.

        Raises:
            SmtpError: what came is no reply.
        """
        assert "\r" not in line
        assert "\n" not in line
        self._writer.write(f"{line}\r\n".encode("ascii", "replace"))
        await self._writer.drain()
        return await self.read()

    async def read(self) -> Reply:
        """Read a reply of one line or several (RFC 5321 section 4.2.1)."""
        lines: list[str] = []
        while len(lines) < MAX_LINES:
            try:
                raw = await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError:
                raise SmtpError(f"sent a line of more than {MAX_LINE} octets") from None
            except asyncio.IncompleteReadError:
                raise SmtpError("hung up") from None
            text = raw.rstrip(b"\r\n").decode("utf-8", "replace")
            if not (text[:3].isascii() and text[:3].isdigit()) or text[3:4] not in {
                "",
                " ",
                "-",
            }:
                raise SmtpError(f"answered what is no SMTP: {printable(text, 40)}")
            lines.append(text[4:])
            if text[3:4] != "-":
                return Reply(int(text[:3]), printable(" ".join(lines)), tuple(lines))
        raise SmtpError(f"sent a reply of more than {MAX_LINES} lines")

    async def start_tls(self, context: ssl.SSLContext) -> str:
        """Begin TLS; gives the version spoken.

        Raises:
            SmtpError: the server declined, or the handshake failed.
            ssl.SSLError: the certificate is not believed, or it is no TLS.
        """
        reply = await self.command("STARTTLS")
        if reply.code != 220:
            raise SmtpError(f"declined STARTTLS: {reply.code} {reply.text}")
        await self._writer.start_tls(context, server_hostname=self._host)
        tls = self._writer.get_extra_info("ssl_object")
        return str(tls.version()) if tls else ""

    async def quit(self) -> None:
        """Say goodbye, and wait for nothing."""
        with suppress(OSError, SmtpError):
            self._writer.write(b"QUIT\r\n")
            await self._writer.drain()


def printable(text: str, limit: int = MAX_TEXT) -> str:
    """Cut a server's text, and replace what no terminal should get."""
    plain = "".join(char if char.isprintable() else "?" for char in text[:limit])
    return plain.strip()


@asynccontextmanager
async def smtp_session(
    network: Network, host: str, address: str, *, port: int = PORT
) -> AsyncIterator[SmtpSession]:
    """Connect to one address of a mail server; the connection ends with the block.

    Raises:
        CannotSee: nothing answered in time, or a limit of ours was reached.
        SmtpError: the connection was refused.
    """
    where = network.route(host, port, address)
    assert where is not None
    async with network.slot(host):
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                reader, writer = await asyncio.open_connection(*where, limit=MAX_LINE)
        except TimeoutError:
            raise CannotSee(
                f"no connection to port {port} of {host} within {CONNECT_TIMEOUT_S:g} s; many"
                " networks block that port on the way out"
            ) from None
        except ConnectionRefusedError:
            raise SmtpError("connection refused") from None
        except OSError as error:
            raise CannotSee(f"no route to {host}: {error.strerror}") from None
        session = SmtpSession(reader, writer, host)
        try:
            async with asyncio.timeout(DIALOGUE_S):
                yield session
                await session.quit()
        except TimeoutError:
            raise CannotSee(f"{host} took more than {DIALOGUE_S:g} s for a dialogue") from None
        except ConnectionError:
            raise SmtpError("the server broke the connection off") from None
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(0.2):
                    await writer.wait_closed()
