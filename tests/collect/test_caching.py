"""What is asked of caches and other sites, and what is kept of the answers."""

from __future__ import annotations

import pytest

from launchready.collect.caching import cors_probe, deception_probe, host_assets
from launchready.facts.base import CannotSee, Every, Unseen
from launchready.facts.pages import PageContent, Subresource
from launchready.net.sign_in import SignIn
from tests.checks.given import host, manifest, route
from tests.collect.web_world import Asked, html, web
from tests.servers.http import Authority, answer

ASSETS = "assets.acme.example"
APP = "https://app.acme.example"
DASHBOARD = f"{APP}/dashboard"
SCRIPT = "Content-Type: text/javascript"
DECLARED = manifest(
    hosts={ASSETS: {"role": "assets"}},
    routes=[
        {"name": "script", "url": f"https://{ASSETS}/app.js", "kind": "asset"},
        {"name": "home", "url": "https://acme.example/"},
        {"name": "dashboard", "url": DASHBOARD, "access": "user"},
    ],
    session={"cookie_env": "LIVE"},
)
NO_PAGES: Every[PageContent] = Every({})


async def test_assets_are_asked_for_again_with_their_validators(authority: Authority) -> None:
    """The second request carries what the first answer gave, as a browser's would."""

    def reply(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"7"':
            return answer(304, 'ETag: "7"', body=b"")
        return answer(200, SCRIPT, 'ETag: "7"', "Last-Modified: Mon, 02 Nov 2026 12:00:00 GMT")

    async with web(authority, reply) as world:
        seen = await host_assets(host(ASSETS), DECLARED, NO_PAGES, world.http)
    (visit,) = seen.visits
    assert visit.revalidation is not None
    assert (visit.exchange.status, visit.revalidation.status) == (200, 304)
    assert "if-modified-since" in world.asked[1].headers


@pytest.mark.parametrize(
    ("body", "named", "inline", "there"),
    [
        (b"x\n//# sourceMappingURL=app.js.map\n", "app.js.map", False, 200),
        (b"x\n/*# sourceMappingURL=/maps/app.map */", "maps/app.map", False, 404),
        (b"x\n//# sourceMappingURL=data:application/json;base64,e30=", "", True, None),
        (b"//# sourceMappingURL=https://elsewhere.example/app.map", "app.map", False, None),
        (b"no map", "", False, None),
    ],
)
async def test_source_maps_are_found_where_the_file_names_them(
    body: bytes, named: str, inline: bool, there: int | None, authority: Authority
) -> None:
    """A comment leads to the map of the same host; a foreign or inline one is not fetched."""

    def reply(asked: Asked) -> bytes:
        if asked.path == "/app.js.map":
            return answer(200, "Content-Type: application/json", body=b"{}")
        return answer(200, SCRIPT, body=body) if asked.path == "/app.js" else answer(404)

    async with web(authority, reply) as world:
        seen = await host_assets(host(ASSETS), DECLARED, NO_PAGES, world.http)
    (visit,) = seen.visits
    assert visit.map_url.endswith(named)
    assert visit.map_inline is inline
    assert (visit.source_map.status if visit.source_map else None) == there


async def test_what_pages_load_is_visited_once_and_to_a_limit(authority: Authority) -> None:
    """Scripts and styles of the host itself are, images and other hosts' files are not."""
    loads = [Subresource(f"https://{ASSETS}/chunk{n}.js", "script") for n in range(20)]
    loads += [
        Subresource(f"https://{ASSETS}/app.js", "script"),
        Subresource(f"https://{ASSETS}/logo.png", "image"),
        Subresource("https://elsewhere.example/x.js", "script"),
        Subresource(f"https://{ASSETS}/x.js?token=***", "script"),
    ]
    page = PageContent("https://acme.example/", tuple(loads))
    pages = Every({"https://acme.example/": page}, {DASHBOARD: Unseen("no session")})
    async with web(authority, lambda _: answer(200, SCRIPT)) as world:
        seen = await host_assets(host(ASSETS), DECLARED, pages, world.http)
    assert [visit.exchange.url.rpartition("/")[2] for visit in seen.visits] == [
        "app.js",
        *(f"chunk{n}.js" for n in range(6)),
    ]
    assert len(world.asked) == 7
    assert seen.pages_unseen == 1


async def test_a_missing_asset_is_seen_as_it_is(authority: Authority) -> None:
    """What is not there is an answer, and is asked for once."""
    async with web(authority, lambda _: answer(404)) as world:
        seen = await host_assets(host(ASSETS), DECLARED, NO_PAGES, world.http)
    assert [visit.exchange.status for visit in seen.visits] == [404]
    assert len(world.asked) == 1


def signed_in(asked: Asked) -> bool:
    """Say whether the session came along."""
    return asked.headers.get("cookie") == "session=live"


async def test_deception_is_tried_under_names_that_nobody_else_meets(
    authority: Authority,
) -> None:
    """The user asks first, then a stranger for the same, and one for another new name."""

    def reply(asked: Asked) -> bytes:
        return html("a user's figures") if signed_in(asked) else html("sign in", status=401)

    async with web(authority, reply) as world:
        sign_in = SignIn(world.http, DECLARED, {"LIVE": "session=live"})
        probe = await deception_probe(route(DASHBOARD, access="user"), world.http, sign_in)
    assert probe.signed_in
    assert probe.again is not None
    assert probe.stranger is not None
    assert (probe.exchange.status, probe.again.status, probe.stranger.status) == (200, 401, 401)
    first = world.asked[0]
    assert signed_in(first)
    assert first.path.startswith("/dashboard/launchready-")
    assert first.path.endswith(".css")
    assert sorted(each.path == first.path for each in world.asked[1:]) == [False, True]
    assert not any(signed_in(each) for each in world.asked[1:])


async def test_a_refused_name_is_asked_for_once(authority: Authority) -> None:
    """Where the product refuses its own user, there is nothing more to see."""
    async with web(authority, lambda _: answer(404)) as world:
        sign_in = SignIn(world.http, DECLARED, {"LIVE": "session=live"})
        probe = await deception_probe(route(DASHBOARD, access="user"), world.http, sign_in)
    assert (probe.exchange.status, probe.stranger) == (404, None)
    assert len(world.asked) == 1


@pytest.mark.parametrize(("status", "told"), [(404, True), (200, False), (302, False)])
async def test_without_a_session_only_a_missing_page_tells(
    status: int, told: bool, authority: Authority
) -> None:
    """A stranger who is told "not found" shows enough; one sent to sign in does not."""
    async with web(authority, lambda _: answer(status, "Location: /login")) as world:
        sign_in = SignIn(world.http, DECLARED, {})
        if told:
            probe = await deception_probe(route(DASHBOARD, access="user"), world.http, sign_in)
            assert not probe.signed_in
        else:
            with pytest.raises(CannotSee, match="LIVE is not set"):
                await deception_probe(route(DASHBOARD, access="user"), world.http, sign_in)


async def test_three_foreign_origins_ask_for_a_route(authority: Authority) -> None:
    """A stranger, one whose name begins as the product's, and a sandboxed frame."""
    async with web(authority, lambda _: answer(200)) as world:
        await cors_probe(route(f"{APP}/api", kind="api"), DECLARED, world.http)
    assert sorted(each.headers["origin"] for each in world.asked) == [
        "https://acme.example.launchready-probe.example",
        "https://launchready-probe.example",
        "null",
    ]
    assert {each.method for each in world.asked} == {"GET"}


async def test_a_write_is_only_asked_about(authority: Authority) -> None:
    """Before a write, browsers ask by OPTIONS; nothing is written here."""
    async with web(authority, lambda _: answer(204, body=b"")) as world:
        await cors_probe(route(f"{APP}/api", kind="write"), DECLARED, world.http)
    assert {each.method for each in world.asked} == {"OPTIONS"}
    assert all(each.headers["access-control-request-method"] == "POST" for each in world.asked)


async def test_a_challenge_says_nothing_of_the_product(authority: Authority) -> None:
    """Where a bot protection answers, what the product would allow is not seen."""
    challenged = answer(403, "cf-mitigated: challenge")
    async with web(authority, lambda _: challenged) as world:
        with pytest.raises(CannotSee, match="cloudflare"):
            await cors_probe(route(f"{APP}/api", kind="api"), DECLARED, world.http)
