"""Asks hosts for a path that does not exist, and looks for the inside in the answer."""

from __future__ import annotations

import re

from launchready.facts.base import CannotSee
from launchready.facts.errors import ErrorPage, Leak
from launchready.manifest.schema import Host
from launchready.net.http import HttpClient

UNKNOWN_PATH = "/launchready-probe-404"
MAX_TEXT = 200_000
MAX_LINE = 500
"""Characters of a line that are read: patterns cost the square of a line at worst."""

TRACES = (
    ("a Python stack trace", r"Traceback \(most recent call last\)"),
    ("a Java stack trace", r"\bat [\w$.]{1,200}\([\w$]{1,80}\.(?:java|kt|scala):\d"),
    (
        "a Node.js stack trace",
        r"\bat (?:[^()]{0,200}\()?(?:file://)?/[^()\s]{1,200}[jt]s:\d{1,7}:\d",
    ),
    ("a Ruby stack trace", r"\.rb:\d{1,7}:in [`'\"]"),
    (
        "a PHP stack trace",
        r"^#\d{1,3} (?:/|\{main\})|(?:rror|ning|tice)(?:</b>)?: .{1,300} in (?:<b>)?/.*\.php\b",
    ),
    ("a Go stack trace", r"goroutine \d{1,9} \[running\]:"),
    ("a .NET stack trace", r"\bat [\w.`<>]{1,200}\([^)]{0,200}\) in .{1,200}:line \d"),
)
DEBUG_PAGES = (
    ("Django's debug page", r"You're seeing this error because you have <code>DEBUG = True"),
    ("Werkzeug's debugger", r"Werkzeug Debugger|__debugger__=yes"),
    (
        "Laravel's debug page",
        r"Whoops, looks like something went wrong\.|ignition-ui|Ignition\\",
    ),
    ("Symfony's debug page", r"Symfony\\Component\\|sf-reset|_profiler"),
    ("Rails' debug page", r"Action Controller: Exception caught|No route matches \[GET\]"),
    ("ASP.NET's debug page", r"Server Error in '/' Application|DeveloperExceptionPage"),
)
VERSIONS = re.compile(
    r"\b(?:nginx|openresty|Apache(?: Tomcat)?|Jetty|PHP|Microsoft-IIS|gunicorn|Werkzeug"
    r"|LiteSpeed|Caddy|Django|Laravel|Express|Kestrel)/\d+\.\d[\w.]{0,20}"
)


async def error_page(host: Host, http: HttpClient) -> ErrorPage:
    """Ask for a path that nothing serves."""
    answer = await http.request("GET", f"https://{host.name}{UNKNOWN_PATH}")
    exchange = answer.exchange
    if exchange.challenge:
        raise CannotSee(f"{exchange.challenge} asked for proof of a human")
    if exchange.failure is not None:
        raise CannotSee(f"no answer: {exchange.detail or exchange.failure}")
    return ErrorPage(exchange, leaks_in(answer.text))


def leaks_in(text: str) -> tuple[Leak, ...]:
    """Find signs of the inside in a body; nothing of it is quoted but products' names."""
    text = text[:MAX_TEXT].replace("&#x27;", "'").replace("&#39;", "'").replace("&quot;", '"')
    lines = [line.strip()[:MAX_LINE] for line in re.split(r"\n|<br ?/?>|<li>", text)]
    leaks = [
        Leak("trace", what)
        for what, pattern in TRACES
        if any(map(re.compile(pattern).search, lines))
    ]
    leaks += [Leak("debug-page", what) for what, sign in DEBUG_PAGES if re.search(sign, text)]
    versions = dict.fromkeys(found[0] for found in VERSIONS.finditer(text))
    leaks += [Leak("version", what) for what in list(versions)[:5]]
    return tuple(leaks)
