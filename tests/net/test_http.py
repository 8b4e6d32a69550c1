"""One request at a time: what servers do, good or hostile, gets a name."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from launchready.facts.base import CannotSee
from launchready.facts.http import Failure
from launchready.net.cookies import CookieJar
from launchready.net.http import MAX_KEPT_OPEN, Deadlines, HttpClient
from launchready.net.network import Network
from tests.servers.http import (
    Authority,
    RawServer,
    TableResolver,
    answer,
    make_authority,
    raw_server,
    real_server,
)

URL = "http://acme.test/"
CHUNKED = b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"
QUICK = Deadlines(connect=0.5, silence=0.2, total=0.5)


def client_for(
    port: int,
    *,
    ca_file: Path | None = None,
    deadlines: Deadlines | None = None,
    max_connections: int = 25,
) -> HttpClient:
    """Make a client to which acme.test, http and https, is a port of this machine."""
    connect = {f"acme.test:{known}": f"127.0.0.1:{port}" for known in (80, 443)}
    network = Network(connect=connect, ca_file=ca_file, max_connections=max_connections)
    return HttpClient(network, TableResolver(), deadlines)


@asynccontextmanager
async def serving(reply: Any, **options: Any) -> AsyncIterator[tuple[RawServer, HttpClient]]:
    """Run a raw server and a client to it, with short deadlines."""
    async with (
        raw_server(reply, **options) as server,
        client_for(server.port, deadlines=QUICK) as client,
    ):
        yield server, client


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Make an authority that the clients under test trust."""
    return make_authority(tmp_path_factory.mktemp("authority"))


async def test_what_an_exchange_says() -> None:
    """Status, headers, cookies, body, address and timing are those of the answer."""
    reply = answer(
        201, "Content-Type: text/plain; charset=latin-1", "Set-Cookie: a=b", body=b"caf\xe9"
    )
    async with serving(reply) as (server, client):
        response = await client.request("GET", URL + "x?y=1#z")
    exchange = response.exchange
    assert (exchange.url, exchange.method, exchange.status) == (URL + "x?y=1", "GET", 201)
    assert exchange.header("content-type").startswith("text/plain")
    assert not exchange.has_header("set-cookie")
    assert [cookie.name for cookie in exchange.cookies] == ["a"]
    assert response.text == "café"
    assert (exchange.body.size, exchange.http_version) == (4, "HTTP/1.1")
    assert exchange.address == "127.0.0.1:80"
    assert exchange.timing.connect_ms is not None
    assert exchange.timing.tls_ms is None
    assert b"GET /x?y=1 HTTP/1.1\r\nhost: acme.test\r\n" in server.heads[0].replace(
        b"Host", b"host"
    )


@pytest.mark.parametrize(
    ("reply", "status", "content"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nold", 200, b"old"),
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, b"ok"),
        (b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
        (b"HTTP/1.1 599 Odd\r\nContent-Length: 0\r\n\r\n", 599, b""),
        (b"HTTP/1.1 204 \r\n\r\n", 204, b""),
        (
            b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\n\r\n",
            200,
            b"ok",
        ),
        (b"HTTP/1.1 200 \r\nX-Name: caf\xff\xfe\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
        (answer(200, "Content-Encoding: gzip", body=gzip.compress(b"ok", mtime=0)), 200, b"ok"),
    ],
)
async def test_odd_but_legal_answers(reply: bytes, status: int, content: bytes) -> None:
    """Old and sloppy servers are understood."""
    async with serving(reply, keep=False) as (_, client):
        response = await client.request("GET", URL)
    assert (response.exchange.failure, response.exchange.status) == (None, status)
    assert response.content == content
    assert not response.exchange.body.damaged


GARBAGE = [
    b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    b"\x15\x03\x01\x00\x02\x02\x46",
    b"<html>HTTP/0.9</html>",
    b"HTTP/1.1 OK\r\n\r\n",
    b"HTTP/1.1 99999 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n: empty name\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, rot13\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=" + b"x" * 10_000_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X-Again: and again\r\n" * 20_000,
    b"\x00" * 1000,
    b"\xff" * 200_000,
    b"HTTP/1.1 200 OK\r\nsecret-token-value \x1b[2J\r\n\r\n",
]


@pytest.mark.parametrize("reply", GARBAGE, ids=lambda reply: repr(reply[:24]))
async def test_garbage(reply: bytes) -> None:
    """What is not HTTP is malformed; the detail repeats nothing that was sent."""
    async with serving(reply, keep=False) as (_, client):
        exchange = (await client.request("GET", URL)).exchange
    assert (exchange.failure, exchange.status) == (Failure.MALFORMED, 0)
    assert exchange.detail.isprintable()
    assert "secret-token" not in exchange.detail


@pytest.mark.parametrize(
    ("reply", "content"),
    [
        (b"HTTP/1.1 200 \r\nContent-Length: 10\r\n\r\nshort", b"short"),
        (CHUNKED + b"2\r\nok\r\n5\r\nx", b"okx"),
        (CHUNKED + b"2\r\nok\r\nzzz\r\n", b"ok"),
    ],
)
async def test_a_body_that_breaks_off(reply: bytes, content: bytes) -> None:
    """After the head, a broken body is a damaged one: the answer itself is kept."""
    async with serving(reply, keep=False) as (_, client):
        response = await client.request("GET", URL)
    assert (response.exchange.failure, response.exchange.status) == (None, 200)
    assert response.content == content
    assert response.exchange.body.damaged


async def _reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def test_resets() -> None:
    """A reset, or an end without an answer, is the server's failure."""
    for then in (_reset, None):
        async with serving(b"", then=then, keep=False) as (_, client):
            exchange = (await client.request("GET", URL)).exchange
        assert exchange.failure is Failure.RESET


async def test_reset_in_the_middle() -> None:
    """A reset in the middle of a body keeps what came before."""

    async def later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        await _reset(reader, writer)

    reply = b"HTTP/1.1 200 \r\nContent-Length: 10\r\n\r\nhalf"
    async with serving(reply, then=later) as (_, client):
        response = await client.request("GET", URL)
    assert (response.exchange.status, response.content) == (200, b"half")
    assert "reset" in response.exchange.body.damaged


@pytest.mark.parametrize(
    ("head", "then"),
    [(b"", _hang), (b"HTTP/1.1 200 OK\r\n", _hang), (b"HTTP/1.1 200 OK\r\n", _drip)],
)
async def test_no_answer_in_time(
    head: bytes, then: Callable[[Any, Any], Awaitable[None]]
) -> None:
    """Silence, and a head that never ends, cannot be seen: no failure is claimed."""
    async with serving(head, then=then) as (_, client):
        with pytest.raises(CannotSee, match="no answer within"):
            await client.request("GET", URL)


@pytest.mark.parametrize("then", [_hang, _drip])
async def test_a_slow_body_is_cut_off(then: Callable[[Any, Any], Awaitable[None]]) -> None:
    """A body that stops, or never ends, keeps the exchange and says that it is cut."""
    async with serving(b"HTTP/1.1 200 OK\r\n\r\nstart", then=then) as (_, client):
        response = await client.request("GET", URL)
    assert response.exchange.status == 200
    assert response.exchange.body.truncated
    assert response.content.startswith(b"start")


async def test_a_bomb_is_cut_off() -> None:
    """A gzip bomb stops at the limit asked for."""
    bomb = gzip.compress(b"\0" * 5_000_000)
    async with serving(answer(200, "Content-Encoding: gzip", body=bomb)) as (_, client):
        response = await client.request("GET", URL, max_bytes=1000)
    assert len(response.content) == 1000
    assert response.exchange.body.truncated


async def test_response_splitting_does_not_reach_the_next_request() -> None:
    """Octets after an answer are not taken for the answer to another request."""
    reply = answer(body=b"one") + b"garbage that the length did not announce\r\n\r\n"
    async with serving(reply) as (server, client):
        first = await client.request("GET", URL)
        second = await client.request("GET", URL)
    assert first.content == second.content == b"one"
    assert second.exchange.failure is None
    assert server.connections == 2


async def test_connections_are_reused() -> None:
    """Requests one after the other share a connection; many at once stay within bounds."""
    async with serving(answer()) as (server, client):
        for _ in range(5):
            await client.request("GET", URL)
        assert server.connections == 1
        await asyncio.gather(*(client.request("GET", URL) for _ in range(30)))
    assert len(server.heads) == 35
    assert server.connections <= MAX_KEPT_OPEN


async def test_a_kept_connection_that_was_closed_is_replaced() -> None:
    """A server that drops idle connections has not failed."""

    async def drop(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with serving(answer(), then=drop) as (server, client):
        for _ in range(3):
            assert (await client.request("GET", URL)).exchange.status == 200
    assert server.connections == 3


async def test_ceiling() -> None:
    """The ceiling of connections is ours: reaching it is no failure of the server."""
    async with (
        raw_server(answer(), keep=False) as server,
        client_for(server.port, max_connections=2) as client,
    ):
        for _ in range(2):
            await client.request("GET", URL)
        with pytest.raises(CannotSee, match="ceiling of 2"):
            await client.request("GET", URL)
    assert server.connections == 2


async def test_refused() -> None:
    """A closed port is the host's failure, also for those that waited on the same one."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with client_for(port) as client:
            found = await asyncio.gather(
                *(client.request("GET", "https://acme.test/") for _ in range(6))
            )
            opened = client._network.opened["acme.test"]
    assert {response.exchange.failure for response in found} == {Failure.REFUSED}
    assert opened <= 2


async def test_no_address() -> None:
    """A name without an address is said to have none."""
    async with HttpClient(Network(), TableResolver(default=())) as client:
        exchange = (await client.request("GET", "http://nowhere.test/")).exchange
    assert exchange.failure is Failure.NO_ADDRESS


async def test_the_next_address_is_tried() -> None:
    """One address that refuses does not hide another that answers."""
    async with raw_server(answer()) as server:
        network = Network(
            connect={"192.0.2.1:80": "127.0.0.1:1", "192.0.2.2:80": f"127.0.0.1:{server.port}"}
        )
        resolver = TableResolver(default=("192.0.2.1", "192.0.2.2"))
        async with HttpClient(network, resolver) as client:
            exchange = (await client.request("GET", URL)).exchange
            pinned = await client.request("GET", URL, address="192.0.2.1")
    assert (exchange.status, exchange.address) == (200, "192.0.2.2:80")
    assert pinned.exchange.failure is Failure.REFUSED
    assert pinned.exchange.address == "192.0.2.1:80"


async def test_ipv6() -> None:
    """A server on IPv6 is reached, by name and by literal."""
    try:
        listener = raw_server(answer(), host="::1")
        async with listener as server:
            network = Network(connect={"[2001:db8::1]:80": f"[::1]:{server.port}"})
            async with HttpClient(network, TableResolver(default=("2001:db8::1",))) as client:
                named = (await client.request("GET", URL)).exchange
                literal = await client.request("GET", f"http://[::1]:{server.port}/")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    assert (named.status, named.address) == (200, "[2001:db8::1]:80")
    assert literal.exchange.status == 200
    assert f"[::1]:{server.port}".encode() in server.heads[1]


async def test_tls_is_verified(authority: Authority, tmp_path: Path) -> None:
    """A trusted name passes; another name, or an unknown authority, is a TLS failure."""
    other = make_authority(tmp_path)
    details = []
    for issuer, name in ((authority, "acme.test"), (authority, "b.test"), (other, "acme.test")):
        async with (
            raw_server(answer(), tls=issuer.serve_context(name)) as server,
            client_for(server.port, ca_file=authority.ca_file) as client,
        ):
            exchange = (await client.request("GET", "https://acme.test/")).exchange
        details.append((exchange.failure, exchange.detail))
    assert details[0] == (None, "")
    assert [failure for failure, _ in details[1:]] == [Failure.TLS, Failure.TLS]
    assert "Hostname mismatch" in details[1][1]
    assert "issuer" in details[2][1]


async def test_plain_text_where_tls_should_be() -> None:
    """A server that speaks no TLS on 443 is a TLS failure, not a malformed answer."""

    async def shout(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    listener = await asyncio.start_server(shout, "127.0.0.1", 0)
    async with listener, client_for(listener.sockets[0].getsockname()[1]) as client:
        exchange = (await client.request("GET", "https://acme.test/")).exchange
    assert exchange.failure is Failure.TLS


async def _application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    body = f"{scope['http_version']} {scope['method']} {scope['path']}".encode()
    headers = [(b"set-cookie", b"sid=1; Secure"), (b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def test_http2(authority: Authority, tmp_path: Path) -> None:
    """A real server is spoken to over HTTP/2, many requests on one connection."""
    async with (
        real_server(authority, tmp_path, "acme.test", _application) as port,
        client_for(port, ca_file=authority.ca_file) as client,
    ):
        jar = CookieJar()
        first = await client.request("GET", "https://acme.test/a", jar=jar)
        rest = await asyncio.gather(
            *(client.request("GET", f"https://acme.test/{n}") for n in range(10))
        )
        posted = await client.request("POST", "https://acme.test/hook")
        opened = client._network.opened["acme.test"]
    assert first.exchange.failure is None, first.exchange.detail
    assert (first.exchange.http_version, first.text) == ("HTTP/2", "2 GET /a")
    assert first.exchange.timing.tls_ms is not None
    assert [response.exchange.status for response in rest] == [200] * 10
    assert posted.text == "2 POST /hook"
    assert jar.header_for("https://acme.test/") == "sid=1"
    assert opened == 1


@pytest.mark.parametrize("steps", [5, 20, 60])
async def test_a_request_that_is_given_up_spoils_no_other(
    steps: int, authority: Authority, tmp_path: Path
) -> None:
    """Cancelled while HTTP/2 begins, it leaves a count behind that later ones stumble over."""
    async with (
        real_server(authority, tmp_path, "acme.test", _application) as port,
        client_for(port, ca_file=authority.ca_file) as client,
    ):
        given_up = asyncio.create_task(client.request("GET", "https://acme.test/a"))
        pools = client._pools
        while "HTTP/2" not in repr(getattr(pools.get("acme.test"), "connections", "")):  # noqa: ASYNC110
            await asyncio.sleep(0)
        for _ in range(steps):
            await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        for path in "bcdef":
            again = await asyncio.gather(
                *(client.request("GET", f"https://acme.test/{path}{n}") for n in range(5))
            )
            assert [response.exchange.status for response in again] == [200] * 5
    assert given_up.cancelled()


async def test_secrets_stay_out_of_the_fact() -> None:
    """Neither cookie values nor tokens are in anything that is kept of an exchange."""
    reply = answer(302, "Set-Cookie: sid=s3cr3t", "Location: /cb?code=s3cr3t&a=1")
    async with serving(reply) as (_, client):
        response = await client.request("GET", URL + "?token=s3cr3t")
    assert "s3cr3t" not in repr(response)
    assert response.exchange.location == "/cb?code=***&a=1"
    assert response.locations == (b"/cb?code=s3cr3t&a=1",)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "http://a b/", "nonsense"])
async def test_what_is_no_web_address(url: str) -> None:
    """A URL that cannot be asked for is unseen, not a crash."""
    async with HttpClient(Network(), TableResolver()) as client:
        with pytest.raises(CannotSee, match="cannot ask for this URL"):
            await client.request("GET", url)


def test_importing_is_cheap() -> None:
    """The client's module brings in neither httpcore nor the suffix list by itself."""
    code = (
        "import sys, launchready.net.http; "
        "heavy = {'httpcore', 'h2', 'anyio', 'publicsuffixlist'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


async def test_waiting_for_a_connection_is_not_waiting_for_the_answer(tmp_path: Path) -> None:
    """The time to the first octet starts when the request was written, not before."""
    authority = make_authority(tmp_path)
    inner = authority.serve_context("acme.test")
    async with raw_server(answer(), tls=inner) as server:

        async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            hello = await reader.read(4096)
            await asyncio.sleep(0.3)  # before the handshake goes on
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", server.port)
            far_writer.write(hello)

            async def pump(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
                with contextlib.suppress(OSError):
                    while data := await source.read(4096):
                        to.write(data)
                to.close()
                with contextlib.suppress(OSError):
                    await to.wait_closed()

            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

        async with await asyncio.start_server(slow, "127.0.0.1", 0) as proxy:
            port = proxy.sockets[0].getsockname()[1]
            network = Network({"acme.test:443": f"127.0.0.1:{port}"}, authority.ca_file)
            async with HttpClient(network, TableResolver()) as client:
                response = await client.request("GET", "https://acme.test/")
            await asyncio.sleep(0.1)  # lets the proxy close what it opened
    timing = response.exchange.timing
    assert timing.tls_ms is not None
    assert timing.first_byte_ms is not None
    assert timing.first_byte_ms < timing.tls_ms
