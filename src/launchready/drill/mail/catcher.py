"""The built-in catcher: an SMTP server for staging that takes this run's mail alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from launchready.facts.base import CannotSee
from launchready.mail.mailbox import Arrived
from launchready.net.network import split_endpoint

MAX_MESSAGE = 10 * 1024 * 1024
MAX_MESSAGES = 200


class Catcher:
    """Holds what was handed over, for one address and its +TOKEN forms."""

    def __init__(self, address: str) -> None:
        self._local, _, self._domain = address.lower().rpartition("@")
        self._caught: list[Arrived] = []

    async def look(self) -> list[Arrived]:
        """Give what was caught."""
        return list(self._caught)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take mail for the one address; this is no relay."""
        local, _, domain = address.lower().rpartition("@")
        if domain != self._domain or local.partition("+")[0] != self._local:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message, with what a receiving server writes on top."""
        if len(self._caught) >= MAX_MESSAGES:
            return "452 4.3.1 enough"
        now = datetime.now(UTC)
        host = str(session.host_name or "unknown")[:255]
        top = (
            f"Return-Path: <{envelope.mail_from or ''}>\r\n"
            f"Delivered-To: {', '.join(envelope.rcpt_tos)}\r\n"
            f"Received: from {host} ([{session.peer[0]}]) by launchready;"
            f" {format_datetime(now)}\r\n"
        )
        content = top.encode("utf-8", "replace") + (envelope.original_content or b"")
        self._caught.append(Arrived("caught", False, now, content))
        return "250 2.6.0 OK"


@asynccontextmanager
async def catch(listen: str, address: str) -> AsyncIterator[Catcher]:
    """Listen for an address's mail.

    Raises:
        CannotSee: the port is taken, or aiosmtpd is not installed.
    """
    try:
        from aiosmtpd.smtp import SMTP
    except ModuleNotFoundError:
        raise CannotSee("the catcher needs aiosmtpd: pip install 'launchready[mail]'") from None
    loop = asyncio.get_running_loop()
    catcher, connections = Catcher(address), set()

    def connected() -> Any:
        smtp = SMTP(catcher, data_size_limit=MAX_MESSAGE, hostname="launchready", loop=loop)
        connections.add(smtp)
        return smtp

    host, port = split_endpoint(listen)
    try:
        server = await loop.create_server(connected, host, port)
    except OSError as error:
        raise CannotSee(f"cannot listen at {listen}: {error.strerror}") from None
    try:
        yield catcher
    finally:
        server.close()
        for smtp in connections:
            if smtp.transport is not None:
                smtp.transport.close()
        await server.wait_closed()
