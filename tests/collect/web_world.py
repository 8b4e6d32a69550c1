"""One loopback server in the place of all of a product's hosts, over https and http."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.servers.http import Authority, RawServer, TableResolver, answer, raw_server

HOSTS = ("acme.example", "www.acme.example", "app.acme.example", "assets.acme.example")


@dataclass(frozen=True)
class Asked:
    """A request as a server read it; header names in lower case."""

    method: str
    host: str
    path: str
    headers: dict[str, str]
    scheme: str

    @property
    def url(self) -> str:
        """Give the URL that was asked for, without scheme."""
        return f"{self.host}{self.path}"


Reply = Callable[[Asked], bytes]


@dataclass
class World:
    """A client that is led to the server, and what the server was asked."""

    http: HttpClient
    asked: list[Asked]

    @property
    def urls(self) -> list[str]:
        """Give what was asked for, in order."""
        return [each.url for each in self.asked]


def html(body: str, *headers: str, status: int = 200) -> bytes:
    """Write a page."""
    return answer(status, "Content-Type: text/html", *headers, body=body.encode())


@asynccontextmanager
async def web(authority: Authority, reply: Reply) -> AsyncIterator[World]:
    """Serve every host of the product by one function of the request."""
    asked: list[Asked] = []

    def respond(scheme: str) -> Callable[[bytes], bytes]:
        def answer_head(head: bytes) -> bytes:
            request = _read(head, scheme)
            asked.append(request)
            return reply(request)

        return answer_head

    async with AsyncExitStack() as stack:
        tls = authority.serve_context(*HOSTS)
        servers: dict[int, RawServer] = {
            443: await stack.enter_async_context(
                raw_server(respond("https"), tls=tls, keep=False)
            ),
            80: await stack.enter_async_context(raw_server(respond("http"), keep=False)),
        }
        connect = {
            f"{host}:{port}": f"127.0.0.1:{server.port}"
            for host in HOSTS
            for port, server in servers.items()
        }
        network = Network(connect=connect, ca_file=authority.ca_file, max_connections=200)
        http = await stack.enter_async_context(HttpClient(network, TableResolver()))
        yield World(http, asked)


def _read(head: bytes, scheme: str) -> Asked:
    line, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = line.split(" ")
    headers = dict(each.split(": ", 1) for each in lines if ": " in each)
    named = {name.lower(): value for name, value in headers.items()}
    return Asked(method, named["host"], path, named, scheme)
