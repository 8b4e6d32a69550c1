"""Error pages of real frameworks give themselves away; honest ones are left alone."""

from __future__ import annotations

import pytest

from launchready.collect.errors import UNKNOWN_PATH, error_page, leaks_in
from launchready.facts.base import CannotSee
from tests.checks.given import host
from tests.collect.web_world import html, web
from tests.servers.http import Authority, answer

PYTHON = 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in x\nKeyError: 1'
JAVA = "java.lang.NullPointerException\n\tat com.acme.Portal.find(Portal.java:42)"
NODE = "Error: no\n    at Layer.handle (/srv/node_modules/express/lib/router/layer.js:95:5)"
NODE_HTML = "<pre>Error: no<br> &nbsp; at /srv/app/server.js:12:9</pre>"
RUBY = "app/models/user.rb:12:in `find'"
PHP = "<b>Fatal error</b>: Uncaught Error in /srv/index.php:3\nStack trace:\n#0 {main}"
GO = "goroutine 17 [running]:\nmain.handler(0x1)"
DOTNET = "at Acme.Web.Home.Index() in C:\\src\\Home.cs:line 31"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (PYTHON, "a Python stack trace"),
        (JAVA, "a Java stack trace"),
        (NODE, "a Node.js stack trace"),
        (NODE_HTML, "a Node.js stack trace"),
        (RUBY, "a Ruby stack trace"),
        (RUBY.replace("'", "&#39;").replace("`", "&#39;"), "a Ruby stack trace"),
        (PHP, "a PHP stack trace"),
        ("<b>Notice</b>: x in <b>/srv/i.php</b> on line <b>3</b>", "a PHP stack trace"),
        (GO, "a Go stack trace"),
        (DOTNET, "a .NET stack trace"),
        (
            "<p>You're seeing this error because you have <code>DEBUG = True</code>",
            "Django's debug page",
        ),
        ("<title>KeyError // Werkzeug Debugger</title>", "Werkzeug's debugger"),
        ("<title>Action Controller: Exception caught</title>", "Rails' debug page"),
        ("<script>window.ignition-ui</script>", "Laravel's debug page"),
        ("<hr><center>nginx/1.18.0</center>", "nginx/1.18.0"),
        ("<address>Apache/2.4.29 (Ubuntu) Server</address>", "Apache/2.4.29"),
    ],
)
def test_what_gives_the_inside_away_is_named(text: str, what: str) -> None:
    """Each kind is told by words that its framework writes."""
    assert what in [leak.what for leak in leaks_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "", "<h1>Not found</h1><p>There is no such page at this address.",
        "We met at noon (see /about.html) and ran into an error on line 3.",
        "<center>nginx</center>", "Read about nginx and Apache in our guide",
        '{"error": "not found", "path": "/launchready-probe-404"}',
        "<title>Whitelabel Error Page</title>",
    ],
)  # fmt: skip
def test_honest_pages_give_nothing_away(text: str) -> None:
    """Words that merely resemble a trace are none."""
    assert leaks_in(text) == ()


@pytest.mark.parametrize("unit", ["at ", "at (/", "Apache/1.", "#0 /", "error: in /", "a.rb:1"])
def test_hostile_pages_are_read_to_the_end(unit: str) -> None:
    """Patterns meet lines of a bounded length, whatever the page repeats."""
    assert len(leaks_in(unit * 100_000)) <= 12  # a pattern gone quadratic takes hours


async def test_a_host_is_asked_once_for_what_is_not_there(authority: Authority) -> None:
    """One GET, of a path that says whose it is."""
    async with web(authority, lambda _: html(PYTHON, status=500)) as world:
        page = await error_page(host(), world.http)
    assert world.urls == [f"app.acme.example{UNKNOWN_PATH}"]
    assert [leak.kind for leak in page.leaks] == ["trace"]
    assert "srv" not in repr(page.leaks)


async def test_a_challenge_is_no_error_page(authority: Authority) -> None:
    """What a bot protection says is not the product's."""
    async with web(authority, lambda _: answer(403, "cf-mitigated: challenge")) as world:
        with pytest.raises(CannotSee, match="cloudflare"):
            await error_page(host(), world.http)
