"""A server that stands in for every channel that takes HTTP, and one for email."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from launchready.net.network import Network
from tests.servers.http import Authority, answer

HOSTS = (
    "hooks.slack.test", "discord.test", "teams.test", "api.telegram.org", "hooks.acme.test",
    "events.pagerduty.com", "api.opsgenie.com", "api.twilio.com",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Channels:
    """A running server.

    Attributes:
        requests: what arrived, in order.
        replies: what the next requests are answered with; after these, 200.
    """

    network: Network
    requests: list[Request] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def serve_channels(authority: Authority) -> AsyncIterator[Channels]:
    """Serve https for every provider's host on loopback."""
    channels = Channels(Network())
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.strip().split("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in lines)
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                method, path, _ = first.split(" ")
                channels.requests.append(Request(method, path, headers, body))
                writer.write(channels.replies.pop(0) if channels.replies else answer(200))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            talks.discard(task)
            writer.close()

    context = authority.serve_context(*HOSTS)
    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    connect = {f"{host}:443": f"127.0.0.1:{port}" for host in HOSTS}
    channels.network = Network(
        connect=connect, ca_file=authority.ca_file, max_connections=10**9
    )
    try:
        yield channels
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@dataclass
class Mailserver:
    """A running mail server.

    Attributes:
        mails: what was handed in, and to whom.
        refuse: what DATA is answered with; empty takes the mail.
    """

    port: int = 0
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(  # noqa: N802  (aiosmtpd's own name)
        self, _server: object, _session: object, envelope: object
    ) -> str:
        """Take a mail, or refuse it."""
        if self.refuse:
            return self.refuse
        content: bytes = envelope.content  # type: ignore[attr-defined]
        to: list[str] = envelope.rcpt_tos  # type: ignore[attr-defined]
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append((to, parsed))
        return "250 OK"


@asynccontextmanager
async def serve_mail(**options: Any) -> AsyncIterator[Mailserver]:
    """Serve SMTP on loopback; options are aiosmtpd's."""
    loop = asyncio.get_running_loop()
    taken = Mailserver()
    connections: list[SMTP] = []

    def connected() -> SMTP:
        smtp = SMTP(taken, hostname="mx.acme.test", loop=loop, **options)
        connections.append(smtp)
        return smtp

    server = await loop.create_server(connected, "127.0.0.1", 0)
    taken.port = server.sockets[0].getsockname()[1]
    try:
        yield taken
    finally:
        server.close()
        for smtp in connections:
            if smtp.transport is not None:
                smtp.transport.close()
        await server.wait_closed()
