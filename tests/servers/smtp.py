"""Mail servers on loopback that say what a test wants, however wrong."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

POLITE = {
    "": b"220 mx.acme.example ESMTP\r\n",
    "EHLO": b"250-mx.acme.example\r\n250 SIZE 1000\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "QUIT": b"221 bye\r\n",
}
"""What a server answers to each verb; "" is its greeting."""


@asynccontextmanager
async def serve_lines(
    answers: Mapping[str, bytes | None], *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, list[str]]]:
    """Answer each verb with given bytes; None hangs up, and a verb without answer is silence.

    Gives ("address:port", the lines that clients sent).
    """
    heard: list[str] = []
    open_now: set[asyncio.StreamWriter] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            if answers.get("") is not None:
                writer.write(answers[""] or b"")
            while line := await reader.readline():
                text = line.decode("ascii", "replace").strip()
                heard.append(text)
                verb = text.split(" ")[0].upper()
                if verb not in answers:
                    continue
                said = answers[verb]
                if said is None:
                    break
                writer.write(said)
                await writer.drain()
                if verb == "STARTTLS" and said.startswith(b"220"):
                    if tls is not None:
                        await writer.start_tls(tls)
                    else:
                        await reader.read(1)
                        writer.write(b"no handshake at all\r\n")
        open_now.discard(writer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", heard
    finally:
        server.close()
        for writer in list(open_now):
            writer.close()
        await server.wait_closed()
        await asyncio.sleep(0)


@asynccontextmanager
async def serve_for_ever(chunk: bytes) -> AsyncIterator[str]:
    """Send the same bytes for as long as anybody reads; gives "address:port"."""

    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                writer.write(chunk)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0)
