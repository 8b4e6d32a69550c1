"""What servers tell caches and other sites' pages, asked for with a few plain GETs."""

from __future__ import annotations

import asyncio
import re
import secrets
from urllib.parse import urlsplit, urlunsplit

from launchready.facts.base import CannotSee, Every
from launchready.facts.caching import AssetVisit, CorsProbe, DeceptionProbe, HostAssets
from launchready.facts.http import HttpExchange
from launchready.facts.pages import PageContent
from launchready.manifest.schema import Host, Manifest, Route
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.masking import mask_urls
from launchready.net.sign_in import SignIn
from launchready.net.urls import BadUrl, parse_url, resolve

MAX_DECLARED = 12
"""Declared assets of a host that are visited."""

MAX_FOUND = 6
"""Further scripts and styles of a host, found in pages, that are visited."""

FOREIGN_ORIGIN = "https://launchready-probe.example"

_MAP_COMMENT = re.compile(rb"(?://|/\*)[#@] ?sourceMappingURL=([^\s'\"*]{1,2000000})")
_TAIL = 4096


async def host_assets(
    host: Host, manifest: Manifest, pages: Every[PageContent], http: HttpClient
) -> HostAssets:
    """Visit a host's static files: a GET, a conditional GET, and the source map's."""
    declared = [
        route.url
        for route in manifest.routes
        if route.kind == "asset" and route.host == host.name and route.access == "public"
    ]
    found = [
        part.url
        for page in pages.seen.values()
        for part in page.subresources
        if part.use in {"script", "style"} and _is_on(part.url, host.name)
    ]
    declared = list(dict.fromkeys(declared))[:MAX_DECLARED]
    others = [url for url in dict.fromkeys(found) if url not in declared]
    urls = [*declared, *others[:MAX_FOUND]]
    results = await asyncio.gather(*(_visit(url, http) for url in urls))
    people = [route for route in manifest.routes if route.target in pages.unseen]
    return HostAssets(
        tuple(result for result in results if isinstance(result, AssetVisit)),
        tuple(result for result in results if isinstance(result, str)),
        sum(route.kind in {"page", "login", "report"} for route in people),
    )


def _is_on(url: str, host: str) -> bool:
    parts = urlsplit(url)
    # A masked URL is not the one that the page loads.
    return parts.scheme == "https" and parts.hostname == host and "***" not in url


async def _visit(url: str, http: HttpClient) -> AssetVisit | str:
    try:
        answer = await http.request("GET", url)
        exchange = _answered(answer)
        if exchange.status != 200:
            return AssetVisit(exchange)
        again, (map_url, inline, source_map) = await asyncio.gather(
            _revalidate(url, exchange, http), _source_map(url, answer, http)
        )
    except CannotSee as error:
        return f"{mask_urls(url)}: {error}"
    return AssetVisit(exchange, again, map_url, inline, source_map)


async def _revalidate(url: str, first: HttpExchange, http: HttpClient) -> HttpExchange | None:
    """Ask again as a browser does whose copy is stale (RFC 9110 section 13)."""
    conditions = []
    if first.header("etag"):
        conditions.append(("if-none-match", first.header("etag")))
    if first.header("last-modified"):
        conditions.append(("if-modified-since", first.header("last-modified")))
    if not conditions or not all(value.isascii() for _, value in conditions):
        return None
    return _answered(await http.request("GET", url, headers=conditions))


async def _source_map(
    url: str, answer: Response, http: HttpClient
) -> tuple[str, bool, HttpExchange | None]:
    """Find the source map that a file names (ECMA-426), and ask whether it is there."""
    exchange = answer.exchange
    named = exchange.header("sourcemap") or exchange.header("x-sourcemap")
    if not named:
        comments = _MAP_COMMENT.findall(answer.content[-_TAIL:])
        if not comments and b"sourceMappingURL=data:" in answer.content:
            return "", True, None
        named = comments[-1].decode("utf-8", "replace") if comments else ""
    if not named or named.startswith("data:"):
        return "", bool(named), None
    try:
        there = resolve(parse_url(url), named.encode("utf-8", "replace"))
    except BadUrl:
        return "", False, None
    shown = mask_urls(str(there))[:500]
    if there.host != urlsplit(url).hostname:
        return shown, False, None
    try:
        found = await http.request("GET", str(there), max_bytes=_TAIL)
    except CannotSee:
        return shown, False, None
    return shown, False, found.exchange


async def deception_probe(route: Route, http: HttpClient, sign_in: SignIn) -> DeceptionProbe:
    """Ask for a user's route as if it were a style sheet.

    The names are new each time, so that no cache has them, and nobody else's link meets
    what a careless cache would keep of them.
    """
    if route.access != "user":
        raise CannotSee("the route is not a user's")
    url, other = (_as_style_sheet(route.url) for _ in range(2))
    try:
        first, signed_in = _answered(await sign_in.request("GET", url)), True
    except CannotSee as why:
        first, signed_in = _answered(await http.request("GET", url)), False
        if first.status not in {400, 404, 410}:
            raise CannotSee(f"without a session nothing can be told: {why}") from None
    if not signed_in or first.status != 200:
        return DeceptionProbe(first, signed_in)
    again, stranger = await asyncio.gather(http.request("GET", url), http.request("GET", other))
    return DeceptionProbe(first, signed_in, again.exchange, stranger.exchange)


def _as_style_sheet(url: str) -> str:
    """Put a file's name behind a URL's path, before its query."""
    scheme, authority, path, query, _ = urlsplit(url)
    name = f"launchready-{secrets.token_hex(6)}.css"
    return urlunsplit((scheme, authority, f"{path.rstrip('/')}/{name}", query, ""))


async def cors_probe(route: Route, manifest: Manifest, http: HttpClient) -> CorsProbe:
    """Ask a route in the name of three foreign origins; a write is only asked about."""

    async def ask(origin: str) -> HttpExchange:
        headers = [("origin", origin)]
        if route.kind != "write":
            return _answered(await http.request("GET", route.url, headers=headers))
        headers.append(("access-control-request-method", "POST"))
        return _answered(await http.request("OPTIONS", route.url, headers=headers))

    own = urlsplit(manifest.product.canonical).hostname or manifest.product.domain
    foreign, lookalike, null = await asyncio.gather(
        ask(FOREIGN_ORIGIN), ask(f"https://{own}.launchready-probe.example"), ask("null")
    )
    return CorsProbe(foreign, lookalike, null)


def _answered(response: Response) -> HttpExchange:
    exchange = response.exchange
    if exchange.challenge:
        raise CannotSee(f"{exchange.challenge} asked for proof of a human")
    if exchange.failure is not None:
        raise CannotSee(f"no answer: {exchange.detail or exchange.failure}")
    return exchange
