"""Whether GET can be made to mean another method; only harmless ones are asked for.

An override to a method that nobody defines is either ignored or refused; one to HEAD
either leaves the body or loses it.  Nothing that could change state is ever named.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit

from launchready.facts.base import CannotSee
from launchready.facts.proxy import MethodProbe
from launchready.manifest.schema import Host, Manifest
from launchready.net.http import HttpClient

INVENTED = "LAUNCHREADY"
"""A method that no server knows (RFC 9110 section 16.1.1 lets any token be one)."""

HEADERS = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
PARAMETER = "_method"

_ECHO = "launchready-trace-probe"


async def method_probe(host: Host, manifest: Manifest, http: HttpClient) -> MethodProbe:
    """Ask one address of a host plainly, then with each override, twice where it tells."""
    url = _address(host, manifest)
    plain, again = await asyncio.gather(_ask(url, http), _ask(f"{_with(url, 'probe')}", http))
    if plain[0] == 0:
        raise CannotSee("the host does not answer GET")
    challenge = plain[2]
    honoured: list[str] = []
    # Without a steady answer to the same request, a changed one means nothing.
    if not challenge and plain[0] == again[0]:
        tried = await asyncio.gather(
            _override(url, http, plain, by_header=True),
            _override(url, http, plain, by_header=False),
        )
        honoured = [
            way for way, told in zip((HEADERS[0], PARAMETER), tried, strict=True) if told
        ]
    status, echoes = await _trace(url, http)
    return MethodProbe(url, plain[0], plain[1], challenge, tuple(honoured), status, echoes)


def _address(host: Host, manifest: Manifest) -> str:
    """Choose a page or API of the host whose answer is most likely steady."""
    own = [route for route in manifest.routes if route.host == host.name]
    kinds = ("api", "page", "report", "health", "login")
    own = [route for route in own if route.kind in kinds]
    own.sort(key=lambda route: kinds.index(route.kind))
    return own[0].url if own else f"https://{host.name}/"


async def _ask(
    url: str, http: HttpClient, headers: tuple[tuple[str, str], ...] = ()
) -> tuple[int, int, str]:
    exchange = (await http.request("GET", url, headers=headers, max_bytes=65_536)).exchange
    return exchange.status, exchange.body.size, exchange.challenge


async def _override(
    url: str, http: HttpClient, plain: tuple[int, int, str], *, by_header: bool
) -> bool:
    """Say whether overrides to an invented method, or to HEAD, change the answer twice."""

    async def changes(method: str) -> bool:
        if by_header:
            answer = await _ask(url, http, tuple((name, method) for name in HEADERS))
        else:
            answer = await _ask(_with(url, method), http)
        if answer[2] or answer[0] in {0, 403, 429, 500}:
            return False  # a firewall that dislikes the request, or a server in trouble
        if method == "HEAD":
            return answer[0] == plain[0] and plain[1] > 0 and answer[1] == 0
        return answer[0] != plain[0] and answer[0] in {400, 404, 405, 501}

    for method in (INVENTED, "HEAD"):
        if await changes(method) and await changes(method):
            return True
    return False


def _with(url: str, method: str) -> str:
    parts = urlsplit(url)
    name = PARAMETER if method != "probe" else "launchready"
    query = f"{parts.query}&{name}={method}" if parts.query else f"{name}={method}"
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


async def _trace(url: str, http: HttpClient) -> tuple[int, bool]:
    """Send TRACE, which asks for nothing but the request itself back."""
    try:
        answer = await http.request("TRACE", url, headers=((_ECHO, _ECHO),), max_bytes=16_384)
    except CannotSee:
        return 0, False
    status = answer.exchange.status
    return status, status == 200 and _ECHO in answer.text.lower()
