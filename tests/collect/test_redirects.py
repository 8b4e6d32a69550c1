"""Where visitors are led: first and returning, with and without cookies, and elsewhere."""

from __future__ import annotations

from launchready.collect.families import family_answers
from launchready.collect.http import entry_points, entry_urls
from launchready.collect.redirects import (
    PARAMETERS,
    cookieless_traces,
    deep_links,
    open_redirect_probe,
    redirect_visit,
    returning_traces,
)
from launchready.facts.base import Every
from launchready.facts.dns import HostAddresses
from launchready.facts.http import End, RouteVisit
from launchready.manifest.schema import Redirect
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.checks.given import addresses, host, manifest, route
from tests.checks.given import answer as dns_answer
from tests.collect.web_world import Asked, html, web
from tests.servers.http import Authority, TableResolver, answer, raw_server

APEX = "https://acme.example/"
DECLARED = manifest(hosts={"app.acme.example": {}})
PRODUCT = DECLARED.product
NO_VISITS: Every[RouteVisit] = Every({})


def canonical(asked: Asked) -> bytes:
    """Lead everyone to https on the apex, as a sound product does."""
    if asked.scheme == "http":
        return answer(301, f"Location: https://{asked.host}{asked.path}", body=b"")
    if asked.host == "www.acme.example":
        return answer(301, f"Location: https://acme.example{asked.path}", body=b"")
    return html("<title>Acme</title>")


def test_visitors_may_come_in_by_both_schemes_at_every_host() -> None:
    """The apex, www and each host, http and https, once each."""
    assert entry_urls(DECLARED) == tuple(
        f"{scheme}://{name}/"
        for name in ("acme.example", "www.acme.example", "app.acme.example")
        for scheme in ("http", "https")
    )


async def test_entry_points_are_followed_to_their_end(authority: Authority) -> None:
    """Every hop is kept, in order."""
    async with web(authority, canonical) as world:
        seen = await entry_points(PRODUCT, DECLARED, world.http)
    ways = {trace.start: [hop.status for hop in trace.hops] for trace in seen.traces}
    assert ways["http://www.acme.example/"] == [301, 301, 200]
    assert ways[APEX] == [200]
    assert seen.unseen == ()


async def test_what_waits_for_a_cookie_is_asked_again_without(authority: Authority) -> None:
    """Where a redirect sets a cookie, a visitor without a jar goes round in circles."""

    def reply(asked: Asked) -> bytes:
        first = asked.scheme == "https" and "cookie" not in asked.headers
        if first and asked.url == "acme.example/":
            return answer(302, "Location: /", "Set-Cookie: seen=1; Secure", body=b"")
        return canonical(asked)

    async with web(authority, reply) as world:
        seen = await entry_points(PRODUCT, DECLARED, world.http)
        bare = await cookieless_traces(PRODUCT, seen, world.http)
    assert {trace.end for trace in seen.traces} == {End.FINAL}
    assert {trace.end for trace in bare.traces} == {End.LOOP}
    assert APEX in {trace.start for trace in bare.traces}


async def test_a_returning_visitor_brings_the_first_visits_cookies(
    authority: Authority,
) -> None:
    """What loops only for whoever has been there before is seen at the second visit."""

    def reply(asked: Asked) -> bytes:
        if asked.url != "app.acme.example/" or asked.scheme == "http":
            return canonical(asked)
        if "seen=1" in asked.headers.get("cookie", ""):
            return answer(302, "Location: /", body=b"")
        return html("Hello", "Set-Cookie: seen=1; Secure")

    async with web(authority, reply) as world:
        seen = await entry_points(PRODUCT, DECLARED, world.http)
        again = await returning_traces(PRODUCT, seen, NO_VISITS, world.http)
    assert {trace.end for trace in seen.traces} == {End.FINAL}
    assert [(trace.start, trace.end) for trace in again.traces] == [
        ("https://app.acme.example/", End.LOOP)
    ]


async def test_nobody_returns_where_no_cookie_was_set(authority: Authority) -> None:
    """A second visit would show nothing new, and is not made."""
    async with web(authority, canonical) as world:
        seen = await entry_points(PRODUCT, DECLARED, world.http)
        before = len(world.asked)
        assert (await returning_traces(PRODUCT, seen, NO_VISITS, world.http)).traces == ()
    assert len(world.asked) == before


async def test_deep_links_carry_tracking_parameters(authority: Authority) -> None:
    """Every entry point that leads elsewhere is asked for a page with a query."""
    async with web(authority, canonical) as world:
        seen = await entry_points(PRODUCT, DECLARED, world.http)
        links = await deep_links(PRODUCT, seen, world.http)
    starts = {trace.start for trace in links.traces}
    assert len(starts) == 4
    assert all("utm_source=" in start and "gclid=" in start for start in starts)
    assert all(trace.final.url.startswith("https://") for trace in links.traces)


async def test_declared_redirects_start_at_the_old_address(authority: Authority) -> None:
    """The old URL is followed to where it leads today."""
    old = Redirect.model_validate({"from": "https://www.acme.example/a", "to": f"{APEX}a"})
    async with web(authority, canonical) as world:
        visit = await redirect_visit(old, world.http)
    assert [hop.url for hop in visit.trace.hops] == [old.source, old.to]


async def test_an_open_redirect_is_named_by_its_parameter(authority: Authority) -> None:
    """The foreign site is only ever a word in a query: nothing is sent there."""

    def reply(asked: Asked) -> bytes:
        place = f"https://launchready-probe.example/{PARAMETERS[1]}"
        return answer(302, f"Location: {place}", body=b"")

    async with web(authority, reply) as world:
        probe = await open_redirect_probe(route(f"{APEX}login", kind="login"), world.http)
    assert {found.parameter for found in probe.foreign} == {PARAMETERS[1]}
    assert {asked.host for asked in world.asked} == {"acme.example"}
    assert len(world.asked) == 3


async def test_each_family_is_asked_for_the_same(authority: Authority) -> None:
    """IPv4 and IPv6 may be two servers; each one's status and title are kept."""
    new, old = html("<html><title>Acme</title>"), html("<html><title>It works!</title>")
    tls = authority.serve_context("app.acme.example")
    both = HostAddresses(
        dns_answer("app.acme.example", "A", "198.51.100.7"),
        dns_answer("app.acme.example", "AAAA", "2001:db8::7"),
    )
    async with raw_server(new, tls=tls) as four, raw_server(old, tls=tls) as six:
        network = Network(
            {
                "198.51.100.7:443": f"127.0.0.1:{four.port}",
                "[2001:db8::7]:443": f"127.0.0.1:{six.port}",
            },
            ca_file=authority.ca_file,
        )
        async with HttpClient(network, TableResolver()) as http:
            seen = await family_answers(host(), both, http)
            alone = await family_answers(host(), addresses(), http)
    assert seen.titles == ("Acme", "It works!")
    assert seen.ipv6 is not None
    assert seen.ipv6.address == "[2001:db8::7]:443"
    assert alone.ipv4 is None
