"""A visitor of a twin: real requests, through the twin's own name and route overrides."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from launchready.demo.faults import Faults
from launchready.demo.places import APP
from launchready.demo.twin import Twin, serve
from launchready.facts.http import HttpExchange
from launchready.net.cookies import CookieJar
from launchready.net.dns import Resolver
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.tls import TlsProbe

FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Visitor:
    """Asks a twin what the outside world may ask."""

    twin: Twin
    names: Resolver
    tls: TlsProbe
    http: HttpClient
    jar: CookieJar

    async def ask(
        self, url: str, method: str = "GET", content: bytes = b"", **headers: str
    ) -> Response:
        """Make one request, cookies kept; underscores in header names are hyphens."""
        fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return await self.http.request(
            method, url, headers=fields, content=content, jar=self.jar
        )

    async def status(self, url: str, method: str = "GET") -> int:
        """Give a status."""
        return (await self.ask(url, method)).exchange.status

    async def header(self, url: str, name: str, **headers: str) -> str:
        """Give one header field of the answer, or ""."""
        return (await self.ask(url, "GET", b"", **headers)).exchange.header(name)

    async def values(self, name: str, rtype: str) -> tuple[str, ...]:
        """Give what the twin's resolver answers."""
        return (await self.names.ask(name, rtype)).values()

    async def sign_in(self, password: str | None = None) -> HttpExchange:
        """Fill in the form as a browser would; the session lands in the jar."""
        form = (await self.ask(f"https://{APP}/login")).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        secret = password or self.twin.environment["ACME_PASSWORD"]
        given = {**hidden, "email": self.twin.environment["ACME_USER"], "password": secret}
        answer = await self.ask(
            f"https://{APP}/login", "POST", urlencode(given).encode(), content_type=FORM
        )
        return answer.exchange


@asynccontextmanager
async def visit(faults: Faults, folder: Path) -> AsyncIterator[Visitor]:
    """Bring a twin up and visit it."""
    async with serve(faults, folder) as twin:
        network = Network(
            connect=twin.connect, ca_file=folder / "ca.pem", resolver=twin.resolver
        )
        resolver = Resolver(network)
        async with HttpClient(network, resolver) as http:
            yield Visitor(twin, resolver, TlsProbe(network), http, CookieJar())
