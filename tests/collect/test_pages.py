"""Pages are read as anyone meets them, or as the product's user, and told apart."""

from __future__ import annotations

import pytest

from launchready.collect.pages import page_answers, page_content, signed_in_visit
from launchready.facts.base import CannotSee, Every, Unseen
from launchready.facts.http import RouteVisit
from launchready.facts.pages import PageContent, SignedInVisit
from launchready.manifest.schema import Manifest
from launchready.net.sign_in import SignIn
from tests.checks.given import exchange, host, manifest, route, visit
from tests.collect.web_world import Asked, Reply, html, web
from tests.servers.http import Authority, answer

APP = "https://app.acme.example"
HOME = route("https://acme.example/")
DASHBOARD = route(f"{APP}/dashboard", access="user")
LOGIN_FORM = "<form method=post action=/login><input name=u><input type=password name=p></form>"
PAGE = """<!doctype html><head><base href="https://assets.acme.example/">
<meta name=referrer content=unsafe-url>
<meta http-equiv=Content-Security-Policy content="default-src 'self'">
<link rel=stylesheet href=a.css><script src="http://assets.acme.example/b.js?key=abcdef123456">
</script></head><body><form action="https://app.acme.example/x?token=abcdef123456" method=post>
<input type=password></form><a href="/pricing">Pricing</a>"""


def declared(*, session: bool = True) -> Manifest:
    """Make a manifest with a dashboard, and perhaps a session."""
    tables = {"session": {"cookie_env": "LIVE"}} if session else {}
    routes = [
        {"name": "login", "url": f"{APP}/login", "kind": "login"},
        {"name": "dashboard", "url": f"{APP}/dashboard", "access": "user"},
    ]
    return manifest(routes=routes, **tables)


def for_user(page: str) -> Reply:
    """Make a product that shows a page to its user and sends strangers to sign in."""

    def reply(asked: Asked) -> bytes:
        if asked.path == "/login":
            return html(LOGIN_FORM)
        if asked.headers.get("cookie") == "session=live":
            return html(page)
        return answer(303, "Location: /login", body=b"")

    return reply


async def test_a_page_is_read_without_its_secrets(authority: Authority) -> None:
    """What it loads, sends, links to and tells browsers; tokens in addresses are masked."""
    policy = "Content-Security-Policy: script-src 'none'"
    async with web(authority, lambda _: html(PAGE, policy)) as world:
        page = await page_content(
            HOME, declared(), world.http, SignIn(world.http, declared(), {})
        )
    assert [(part.use, part.url.partition("?")[0]) for part in page.subresources] == [
        ("style", "https://assets.acme.example/a.css"),
        ("script", "http://assets.acme.example/b.js"),
    ]
    assert (page.forms[0].method, page.forms[0].password) == ("post", True)
    assert page.links == ("https://assets.acme.example/pricing",)
    assert page.policies == ("script-src 'none'", "default-src 'self'")
    assert page.referrer == "unsafe-url"
    assert "abcdef123456" not in repr(page)


async def test_a_users_page_is_read_as_its_user(authority: Authority) -> None:
    """The session opens it, and its answer is kept as a fact of its own."""
    async with web(authority, for_user("<title>Yours</title>")) as world:
        sign_in = SignIn(world.http, declared(), {"LIVE": "session=live"})
        seen = await signed_in_visit(DASHBOARD, declared(), sign_in)
        page = await page_content(DASHBOARD, declared(), world.http, sign_in)
    assert (seen.exchange.status, seen.exchange.url) == (200, DASHBOARD.url)
    assert page.url == DASHBOARD.url


@pytest.mark.parametrize(
    ("session", "environment", "why"),
    [
        (False, {}, r"no \[session\]"),
        (True, {}, "LIVE is not set"),
        (True, {"LIVE": "session=stale"}, "led to the login form"),
    ],
)
async def test_without_a_live_session_a_users_page_is_unseen(
    session: bool, environment: dict[str, str], why: str, authority: Authority
) -> None:
    """No session, none in the environment, or an ended one: each says so."""
    manifest = declared(session=session)
    async with web(authority, for_user("yours")) as world:
        with pytest.raises(CannotSee, match=why):
            await signed_in_visit(
                DASHBOARD, manifest, SignIn(world.http, manifest, environment)
            )


async def test_a_refused_session_is_unseen(authority: Authority) -> None:
    """A 403 to the user is no page of the user's."""
    async with web(authority, lambda _: answer(403)) as world:
        sign_in = SignIn(world.http, declared(), {"LIVE": "session=live"})
        with pytest.raises(CannotSee, match="refused with 403"):
            await signed_in_visit(DASHBOARD, declared(), sign_in)


async def test_what_is_no_html_is_told(authority: Authority) -> None:
    """Data at a page's address is not read as HTML."""
    async with web(authority, lambda _: answer(200, "Content-Type: text/plain")) as world:
        sign_in = SignIn(world.http, declared(), {})
        page = await page_content(HOME, declared(), world.http, sign_in)
    assert not page.html


async def test_answers_of_a_host_are_its_own_pages() -> None:
    """The user's answer counts for a user's page, anyone's for the rest, others' never."""
    manifest_ = manifest(
        routes=[
            {"name": "login", "url": f"{APP}/login", "kind": "login"},
            {"name": "dashboard", "url": f"{APP}/dashboard", "access": "user"},
            {"name": "away", "url": f"{APP}/away"},
            {"name": "late", "url": f"{APP}/late"},
            {"name": "other", "url": "https://acme.example/"},
        ]
    )
    page = {"content-type": "text/html; charset=utf-8"}
    seen = {
        f"{APP}/login": visit(exchange(f"{APP}/login", headers=page)),
        f"{APP}/dashboard": visit(exchange(f"{APP}/login", headers=page)),
        f"{APP}/away": visit(exchange("https://elsewhere.example/", headers=page)),
    }
    visits: Every[RouteVisit] = Every(seen, {f"{APP}/late": Unseen("timed out")})
    user = SignedInVisit(exchange(f"{APP}/dashboard", headers=page))
    pages = Every({f"{APP}/login": PageContent(f"{APP}/login", referrer="origin")})
    found = await page_answers(
        host(), manifest_, visits, Every({f"{APP}/dashboard": user}), pages
    )
    assert [answer.url for answer in found.answers] == [f"{APP}/login", f"{APP}/dashboard"]
    assert found.unseen == (f"{APP}/late: timed out",)
    assert found.referrers == ((f"{APP}/login", "origin"),)
