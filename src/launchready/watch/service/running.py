"""A monitor that runs, asked over HTTP with a key: how commands and fleets reach it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from launchready.facts.base import CannotSee
from launchready.net.http import Deadlines, HttpClient
from launchready.net.network import Network

_WAITS = Deadlines(connect=10, silence=60, total=120)
_MAX_ANSWER = 8 * 1024 * 1024


class Refused(Exception):
    """The monitor did not take it; says why, without the key."""


@dataclass(frozen=True, slots=True)
class Running:
    """A monitor that runs.

    Attributes:
        url: where it is.
        key: what it is asked with.
        network: the way there.

    Raises:
        Refused: the key could be read on its way.
    """

    url: str
    key: str = field(repr=False)
    network: Network

    def __post_init__(self) -> None:
        """Refuse to send the key where others can read it."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refused(f"{self.url} is no http or https URL")
        if parts.scheme == "http" and not _near(parts.hostname):
            raise Refused(f"{self.url} is not https: the key could be read on its way")

    async def ask(
        self, method: str, path: str, body: bytes = b""
    ) -> tuple[int, dict[str, Any]]:
        """Ask for something; give the status and the document.

        Args:
            method: in upper case.
            path: below the monitor's URL, without the first slash.
            body: JSON.

        Raises:
            Refused: it does not answer, or not as a monitor does.
        """
        headers = [
            ("authorization", f"Bearer {self.key}"),
            ("content-type", "application/json"),
        ]
        url = f"{self.url.rstrip('/')}/{path}"
        try:
            async with HttpClient(self.network, _SystemNames(), _WAITS) as client:
                response = await client.request(
                    method, url, headers=headers, content=body, max_bytes=_MAX_ANSWER
                )
        except CannotSee as error:
            raise Refused(f"the monitor at {self.url} does not answer: {error}") from error
        exchange = response.exchange
        if exchange.failure is not None or exchange.status is None:
            raise Refused(f"the monitor at {self.url} does not answer: {exchange.detail}")
        try:
            answer = json.loads(response.content)
            if not isinstance(answer, dict):
                raise TypeError
        except (ValueError, RecursionError, TypeError):
            if exchange.status == 404:
                return 404, {}
            raise Refused(f"{self.url} does not answer as a monitor does") from None
        return exchange.status, answer

    def refusal(self, status: int, answer: dict[str, Any]) -> Refused:
        """Say of an answer that is not the wanted one what the monitor said."""
        text = str(answer.get("error") or answer.get("detail") or "")[:200]
        shown = "".join(char for char in text if char.isprintable())
        return Refused(f"the monitor answered {status}: {shown}")


class _SystemNames:
    """Names as this machine has them, those of containers beside it among them."""

    async def addresses(self, host: str) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            return ()
        return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def _near(host: str) -> bool:
    """Say whether what is sent in the clear stays on this machine or its private network."""
    if host == "localhost" or ("." not in host and ":" not in host):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
