"""Pages are read as a browser reads them, from a real server, whatever they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.collect.login import opened_page
from launchready.collect.page_html import read_page, same_site
from launchready.facts.login import FormField
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.checks.given import route
from tests.servers.http import TableResolver, answer, make_authority, raw_server

NAME = "app.acme.example"
URL = f"https://{NAME}/login"

SIGN_IN = """<!-- hello --><!DOCTYPE html><html><head><title> Sign
 in </title><style>.x{}</style></head><body>
<form method=POST action="/session?token=abc123">
<input type=hidden name=csrfmiddlewaretoken value=s3cret-token>
<input name=email type=email><input name=pw type=password autocomplete=off></form>
<script>let hidden = "text"</script><script type="application/json">{}</script>
<iframe src="https://id.example.net/frame"></iframe><iframe src="/own"></iframe>
<a href="/help">Help</a> <button>Log in with SSO</button>"""


async def test_a_sign_in_page_is_followed_and_read(tmp_path: Path) -> None:
    """Cookies set on the way are sent on, and the final page's form is told in full."""
    authority = make_authority(tmp_path)
    pages = {
        "/login": answer(302, "Location: /enter", "Set-Cookie: sid=abcdefgh; Path=/; Secure"),
        "/enter": answer(200, "Content-Type: text/html", body=SIGN_IN.encode()),
    }
    async with raw_server(pages, tls=authority.serve_context(NAME)) as server:
        connect = {f"{NAME}:443": f"127.0.0.1:{server.port}"}
        network = Network(connect=connect, ca_file=authority.ca_file)
        async with HttpClient(network, TableResolver()) as http:
            opened = await opened_page(route(URL, kind="login"), http)
    assert [hop.status for hop in opened.trace.hops] == [302, 200]
    assert server.cookies == ["", "sid=abcdefgh"]
    page = opened.page
    assert (page.title, page.scripts, page.frames) == ("Sign in", 1, ("id.example.net",))
    assert page.sign_in_links == 1
    form = page.password_form
    assert form is not None
    assert (form.method, form.same_site, form.csrf_token) == ("post", True, True)
    assert form.password == FormField("pw", "password", "off")
    assert "s3cret" not in repr(opened)
    assert "abc123" not in repr(opened)


@pytest.mark.parametrize(
    ("action", "base", "same"),
    [
        ("", "", True),
        ("https://id.acme.example/x", "", True),
        ("https://acme.example.net/", "", False),
        ("//evil.example/x", "", False),
        ("x", "https://evil.example/", False),
        ("", "https://evil.example/", True),
        ("https://[bad", "", True),
    ],
)
def test_where_a_form_goes(action: str, base: str, same: bool) -> None:
    """Actions are read against the page's base, an empty one against the page itself."""
    head = f"<base href='{base}'>" if base else ""
    page = read_page(f"<html>{head}<form method=post action='{action}'></form>", URL)
    assert page.forms[0].same_site is same


def test_fields_outside_a_form_are_a_scripts() -> None:
    """A password field that no form holds is found, and marked as a script's to send."""
    page = read_page("<html><input type=password id=pw><script src=a.js></script>", URL)
    form = page.password_form
    assert form is not None
    assert form.by_script


def test_an_empty_page_with_scripts_is_a_shell() -> None:
    """A page without text, whose scripts fill it, is told from one with content."""
    assert read_page(
        "<!doctype html><div id=root></div><script src=a.js></script>", URL
    ).is_shell
    long = "word " * 80
    assert not read_page(f"<!doctype html><p>{long}<script src=a.js></script>", URL).is_shell


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "plain", "<html>", "<html><form><form><input", "<html><![x[<!--",
        "<html>\0<a<",
        "<html></script></style><title>", "<html>" + "<div>" * 20_000,
        "<html>" + "<form><input>" * 5_000, "<html><base href='http://[x'><form action='//['>",
        "<!doctype html" + " " * 1000, "<html><input type=" + "p" * 10_000 + ">",
    ],
)  # fmt: skip
def test_broken_pages_are_read_as_far_as_they_go(text: str) -> None:
    """No page, however broken or large, raises, and what is kept of it is bounded."""
    page = read_page(text, URL)
    assert page.html == text.lower().startswith(("<html", "<!doctype"))
    assert len(page.forms) <= 21
    assert all(len(field.name) <= 100 for form in page.forms for field in form.fields)


def test_sites_are_registrable_domains() -> None:
    """Hosts below one registrable domain are one site; those of two customers are not."""
    assert same_site("https://a.acme.co.uk/", "https://acme.co.uk/x")
    assert not same_site("https://one.github.io/", "https://two.github.io/")
    assert not same_site("mailto:x@acme.example", "https://acme.example/")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"error": "unauthenticated"}', True),
        (b'{"errors": [{"message": "no"}], "data": null}', True),
        (b'{"success": false, "message": "no"}', True),
        (b'{"errors": [], "data": {"customer": 1}}', False),
        (b'{"error": "x", "customers": []}', False),
        (b'{"message": "hello"}', False),
        (b"[" * 5000, False),
        (b"{" + b'"a":{' * 600, False),
    ],
)
async def test_json_errors_are_told_from_data(body: bytes, error: bool, tmp_path: Path) -> None:
    """An object that holds nothing but an error is one; anything with data is not."""
    async with raw_server(answer(200, "Content-Type: application/json", body=body)) as server:
        connect = {f"{NAME}:80": f"127.0.0.1:{server.port}"}
        async with HttpClient(Network(connect=connect), TableResolver()) as http:
            opened = await opened_page(route(f"http://{NAME}/api"), http)
    assert opened.json_error is error
