"""Redirects are followed as a browser does, and every end has its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.http import End
from launchready.net.cookies import CookieJar
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.urls import BadUrl, parse_url, resolve
from tests.checks.given import manifest
from tests.servers.http import RawServer, TableResolver, answer, raw_server

URL = "http://acme.test/"


def to(location: str, *headers: str, status: int = 302) -> bytes:
    """Write a redirect."""
    return answer(status, f"Location: {location}", *headers, body=b"")


def client_for(server: RawServer) -> HttpClient:
    """Make a client to which acme.test and other.test are the server."""
    names = ("acme.test", "other.test")
    connect = {f"{name}:80": f"127.0.0.1:{server.port}" for name in names}
    return HttpClient(Network(connect=connect), TableResolver())


async def landed(
    reply: Mapping[str, bytes] | Callable[[bytes], bytes], jar: CookieJar | None = None
) -> tuple[End, list[str], str]:
    """Follow from the start; give the end, the hops' paths and the detail."""
    async with raw_server(reply) as server, client_for(server) as client:
        trace, response = await client.follow(URL, jar=jar)
    assert response.exchange is trace.final
    assert trace.cookies_kept is (jar is not None)
    return (
        trace.end,
        [hop.url.removeprefix("http://acme.test") for hop in trace.hops],
        trace.detail,
    )


async def test_follows_every_kind() -> None:
    """Absolute, relative, query-only and scheme-less locations are resolved."""
    pages = {
        "/": to("a/b", status=301),
        "/a/b": to("../c#part", status=303),
        "/c": to("?d=1", status=307),
        "/c?d=1": to("//acme.test/e f", status=308),
        "/e%20f": answer(),
    }
    assert await landed(pages) == (End.FINAL, ["/", "/a/b", "/c", "/c?d=1", "/e%20f"], "")


async def test_loops() -> None:
    """A URL seen before, with the same cookies, is a loop."""
    end, hops, detail = await landed({"/": to("/b"), "/b": to("/")})
    assert (end, hops, detail) == (End.LOOP, ["/", "/b"], URL)
    assert (await landed({"/": to("/")}, CookieJar()))[0] is End.LOOP


def _wants_cookie(head: bytes) -> bytes:
    return answer() if b"seen=1" in head else to("/", "Set-Cookie: seen=1")


async def test_a_loop_only_without_cookies() -> None:
    """A server that loops until a cookie comes back loops without a jar, and not with one."""
    assert (await landed(_wants_cookie))[0] is End.LOOP
    assert (await landed(_wants_cookie, CookieJar()))[:2] == (End.FINAL, ["/", "/"])


async def test_a_loop_only_with_cookies() -> None:
    """A loop that a stale cookie keeps alive shows with a jar only."""

    def reply(head: bytes) -> bytes:
        if b"GET /login" in head:
            return to("/") if b"sid=old" in head else answer()
        return to("/login")

    jar = CookieJar()
    jar.store(b"sid=old", URL)
    assert (await landed(reply))[0] is End.FINAL
    assert (await landed(reply, jar))[0] is End.LOOP


async def test_too_many() -> None:
    """After ten redirects there is no more following."""
    pages = {f"/{n or ''}": to(f"/{n + 1}") for n in range(20)}
    end, hops, _ = await landed(pages)
    assert (end, len(hops)) == (End.TOO_MANY, 11)


async def test_a_cookie_that_always_changes_ends() -> None:
    """A new cookie at every hop is no loop, but ends all the same."""
    count = iter(range(1000))
    end, hops, _ = await landed(lambda _: to("/", f"Set-Cookie: n={next(count)}"), CookieJar())
    assert (end, len(hops)) == (End.TOO_MANY, 11)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "neither http nor https"),
        ("javascript:alert(1)", "neither http nor https"),
        ("data:text/html,x", "neither http nor https"),
        ("", "empty"),
        ("http://", "not a host name"),
        ("http://[::1", "not a URL"),
        ("http://acme.test:99999/", "not a URL"),
        ("http://acme.test:0/", "port 0"),
        ("http://a..b/", "not a host name"),
        ("http://" + "a" * 300 + "/", "not a host name"),
        ("/" + "a" * 20_000, "longer than 16 kB"),
        ("http://%ff/", "not a host name"),
    ],
)
async def test_bad_locations(location: str, reason: str) -> None:
    """What a browser would not go to is not gone to, and said."""
    end, hops, detail = await landed({"/": to(location)})
    assert (end, hops) == (End.BAD_LOCATION, ["/"])
    assert reason in detail
    assert detail.isprintable()


async def test_a_redirect_without_location_is_final() -> None:
    """A 302 that names no place is where it ends."""
    assert (await landed({"/": answer(302)}))[0] is End.FINAL


async def test_several_locations() -> None:
    """Two different Location headers lead nowhere; the same one twice leads there."""
    pages = {"/": answer(302, "Location: /a", "Location: /b"), "/a": answer()}
    assert (await landed(pages))[0] is End.BAD_LOCATION
    pages["/"] = answer(302, "Location: /a", "Location: /a")
    assert (await landed(pages))[0] is End.FINAL


async def test_failure_on_the_way() -> None:
    """A hop that fails is kept, with what failed."""
    end, hops, detail = await landed({"/": to("/x"), "/x": b"garbage\r\n\r\n"})
    assert (end, hops) == (End.FAILED, ["/", "/x"])
    assert "not valid HTTP" in detail


async def test_credentials_stay_at_their_origin() -> None:
    """Credentials and cookies of one site do not reach another, nor come back after."""
    pages = {
        "/": to("http://other.test/o"),
        "/o": to("http://acme.test/back"),
        "/back": answer(),
    }
    secrets = [("Authorization", "Bearer x"), ("X-Api-Key", "y"), ("X-Plain", "z")]
    jar = CookieJar()
    jar.store(b"sid=1", URL)
    async with raw_server(pages) as server, client_for(server) as client:
        trace, _ = await client.follow(URL, jar=jar, headers=secrets)
    assert trace.end is End.FINAL
    assert [b"Bearer" in head and b"X-Api-Key" in head for head in server.heads] == [
        True,
        False,
        False,
    ]
    assert all(b"X-Plain: z" in head for head in server.heads)
    assert server.cookies == ["sid=1", "", "sid=1"]


async def test_secret_parameters_are_sent_but_not_kept() -> None:
    """A redirect's token reaches the server, and stays out of the trace."""
    pages = {"/": to("/cb?code=s3cr3t"), "/cb?code=s3cr3t": answer()}
    async with raw_server(pages) as server, client_for(server) as client:
        trace, _ = await client.follow(URL)
    assert b"/cb?code=s3cr3t" in server.heads[1]
    assert "s3cr3t" not in repr(trace)


async def test_a_start_that_is_no_url() -> None:
    """Following something that is no web address is unseen."""
    async with HttpClient(Network(), TableResolver()) as client:
        with pytest.raises(CannotSee):
            await client.follow("ftp://acme.test/")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (b"/\\evil.test/x", "http://evil.test/x"),
        (b"\\\\evil.test", "http://evil.test/"),
        (b"https:\\\\evil.test\\a?b\\c", "https://evil.test/a?b\\c"),
        (b"  /a\tb ", "http://acme.test/ab"),
        ("/caf\xe9".encode(), "http://acme.test/caf%C3%A9"),
        ("//b\xfccher.test/".encode(), "http://xn--bcher-kva.test/"),
        (b"HTTP://ACME.test:80/a#b", "http://acme.test/a"),
        (b"http://user:pass@acme.test/", "http://acme.test/"),
        (b"https://[::1]:8443/", "https://[::1]:8443/"),
        (b"?x=%2F", "http://acme.test/?x=%2F"),
    ],
)
def test_resolution(location: bytes, expected: str) -> None:
    """Locations are read as browsers read them."""
    assert str(resolve(parse_url(URL), location)) == expected


def test_control_characters_are_no_location() -> None:
    """A location with a NUL in it is refused."""
    with pytest.raises(BadUrl):
        resolve(parse_url(URL), b"/a\x00b")


async def test_one_run_asks_once_for_what_a_new_visitor_gets() -> None:
    """Followers share the answer, each jar takes the cookies, and a returning visitor asks."""
    pages = {"/": answer(200, "Set-Cookie: seen=1; Path=/")}
    async with raw_server(pages) as server:
        connect = {"acme.test:80": f"127.0.0.1:{server.port}"}
        network, names = Network(connect=connect), TableResolver()
        async with HttpClient(network, names, one_run=True) as client:
            jars = [CookieJar(), CookieJar(), None]
            await asyncio.gather(*(client.follow(URL, jar=jar) for jar in jars))
            assert server.cookies == [""]
            trace, _ = await client.follow(URL, jar=jars[0])
            assert server.cookies == ["", "seen=1"]
            again, _ = await client.follow(URL, jar=CookieJar())
            assert len(server.heads) == 2
    assert [cookie.name for cookie in again.final.cookies] == ["seen"]
    assert trace.final.status == 200
    async with raw_server(pages) as server, client_for(server) as client:
        for _ in range(2):
            await client.follow(URL, jar=CookieJar())
    assert len(server.heads) == 2


async def test_a_shared_answer_outlives_who_asked_first() -> None:
    """The first to ask may run out of time; the others still get the answer."""

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.2)
        writer.write(answer())
        writer.close()
        await writer.wait_closed()

    listener = await asyncio.start_server(late, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        network = Network(connect={"acme.test:80": f"127.0.0.1:{port}"})
        async with HttpClient(network, TableResolver(), one_run=True) as client:
            first = asyncio.create_task(client.follow(URL))
            second = asyncio.create_task(client.follow(URL))
            await asyncio.sleep(0.05)
            first.cancel()
            trace, _ = await second
    assert trace.final.status == 200
    assert first.cancelled()


@pytest.mark.parametrize("port", [22, 25, 587, 6667])
async def test_browsers_are_not_sent_to_other_protocols(port: int) -> None:
    """A redirect to a mail server's port is where a browser stops, and so is it here."""
    end, _, detail = await landed({"/": to(f"http://acme.test:{port}/")})
    assert end is End.BAD_LOCATION
    assert str(port) in detail


@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:{port}/", "http://[::1]/",
        "http://10.0.0.7/", "http://[fd00::7]/", "http://0.0.0.0:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/", "http://inside.test:{port}/",
        "http://100.100.100.200/", "http://224.0.0.1/",
    ],
)  # fmt: skip
async def test_nothing_is_led_inside_the_network_that_an_audit_runs_in(place: str) -> None:
    """What a product redirects to must not be a metadata service or another's router."""
    declared = manifest(product={"domain": "acme.test"})
    async with (
        raw_server(answer()) as inner,
        raw_server({"/": to(place.format(port=inner.port))}) as server,
    ):
        network = open_network(declared, Folder(None))
        network.connect["acme.test:80"] = f"127.0.0.1:{server.port}"
        async with HttpClient(network, TableResolver()) as client:
            with pytest.raises(CannotSee, match="not a public address"):
                await client.follow(URL)
    assert inner.connections == 0


async def test_a_products_own_host_may_be_inside() -> None:
    """Staging on a private address is looked at, as long as it is the product's."""
    declared = manifest(hosts={"staging.acme.test": {}})
    async with raw_server({"/": answer()}) as server:
        network = open_network(declared, Folder(None))
        async with HttpClient(network, TableResolver()) as client:
            trace, _ = await client.follow(f"http://staging.acme.test:{server.port}/")
    assert trace.final.status == 200
