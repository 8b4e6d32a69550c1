"""Where old, deep and foreign addresses lead."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from launchready.collect.http import PROBE_QUERY
from launchready.facts.base import CannotSee, Every
from launchready.facts.http import End, EntryPoints, HttpExchange, RouteVisit, Trace
from launchready.facts.redirects import (
    CookielessTraces,
    DeepLinks,
    ForeignRedirect,
    OpenRedirectProbe,
    RedirectVisit,
    ReturningTraces,
)
from launchready.manifest.schema import Product, Redirect, Route
from launchready.net.cookies import CookieJar
from launchready.net.http import HttpClient

MAX_RETURNS = 6
"""Addresses that are visited a second time: what loops there, loops everywhere."""

PROBE_PATH = "/launchready-probe"
"""A path that no product has: what counts is whether redirects carry it on."""

FOREIGN_HOST = "launchready-probe.example"
"""A site that cannot exist (RFC 2606 section 3), and is never asked."""

PARAMETERS = (
    "next", "return_to", "redirect", "url", "redirect_to", "returnUrl", "continue",
)  # fmt: skip
"""Names by which web frameworks and identity providers know where to go after sign-in."""

FORMS = ("https://", "//", "/\\")
"""Ways to write another site that browsers understand and naive filters do not
(WHATWG URL, "relative slash state")."""

T = TypeVar("T")


async def cookieless_traces(
    product: Product, entries: EntryPoints, http: HttpClient
) -> CookielessTraces:
    """Follow entry points again without a jar, where redirects on the way set cookies."""
    urls = [
        trace.start
        for trace in entries.traces
        if any(hop.cookies and hop.redirects for hop in trace.hops)
    ]

    async def follow(url: str) -> Trace:
        trace, _ = await http.follow(url)
        return trace

    return CookielessTraces(*await _each(urls, follow))


async def returning_traces(
    product: Product, entries: EntryPoints, visits: Every[RouteVisit], http: HttpClient
) -> ReturningTraces:
    """Come back with the cookies of a first visit to what sets any, and follow again."""
    traces = [*entries.traces, *(visit.trace for visit in visits.seen.values())]
    urls = dict.fromkeys(
        trace.final.url
        for trace in traces
        if trace.end is End.FINAL
        and any(not cookie.rejected for hop in trace.hops for cookie in hop.cookies)
    )

    async def follow(url: str) -> Trace:
        jar = CookieJar()
        await http.follow(url, jar=jar)
        trace, _ = await http.follow(url, jar=jar)
        return trace

    return ReturningTraces(*await _each(list(urls)[:MAX_RETURNS], follow))


async def deep_links(product: Product, entries: EntryPoints, http: HttpClient) -> DeepLinks:
    """Ask for a deep link with tracking parameters wherever "/" leads to another origin."""
    urls = [
        f"{trace.start.rstrip('/')}{PROBE_PATH}?{PROBE_QUERY}"
        for trace in entries.traces
        if trace.hops[0].redirects and _leaves(trace.hops[0])
    ]

    async def follow(url: str) -> Trace:
        trace, _ = await http.follow(url, jar=CookieJar())
        return trace

    return DeepLinks(PROBE_PATH, PROBE_QUERY, *await _each(urls, follow))


async def redirect_visit(redirect: Redirect, http: HttpClient) -> RedirectVisit:
    """Follow a declared redirect from its old URL."""
    trace, _ = await http.follow(redirect.source, jar=CookieJar())
    return RedirectVisit(trace)


async def open_redirect_probe(route: Route, http: HttpClient) -> OpenRedirectProbe:
    """Ask a route to go to another site; only the answer's headers are looked at."""
    if route.kind not in {"login", "callback"}:
        raise CannotSee("only login and callback routes are asked")
    exchanges = [await _ask(route.url, form, http) for form in FORMS]
    if all(exchange.failure for exchange in exchanges):
        raise CannotSee(f"no answer: {exchanges[0].detail or exchanges[0].failure}")
    foreign = [
        found
        for form, exchange in zip(FORMS, exchanges, strict=True)
        if (found := _foreign(form, exchange))
    ]
    return OpenRedirectProbe(
        parameters=PARAMETERS,
        statuses=tuple(exchange.status for exchange in exchanges),
        foreign=tuple(foreign),
        challenge=next((each.challenge for each in exchanges if each.challenge), ""),
    )


async def _ask(url: str, form: str, http: HttpClient) -> HttpExchange:
    parts = urlsplit(url)
    asked = "&".join(
        f"{name}={quote(f'{form}{FOREIGN_HOST}/{name}', safe='')}" for name in PARAMETERS
    )
    query = f"{parts.query}&{asked}" if parts.query else asked
    target = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))
    return (await http.request("GET", target)).exchange


def _foreign(form: str, exchange: HttpExchange) -> ForeignRedirect | None:
    location = exchange.location if exchange.redirects else _refresh(exchange)
    if not location:
        return None
    try:
        # Browsers take backslashes for slashes in http URLs.
        parts = urlsplit(urljoin(exchange.url, location.strip().replace("\\", "/")))
        host = parts.hostname
    except ValueError:
        return None
    if host != FOREIGN_HOST:
        return None
    parameter = parts.path.strip("/").partition("/")[0]
    return ForeignRedirect(
        parameter if parameter in PARAMETERS else "one of them",
        form,
        exchange.status,
        f"{parts.scheme}://{FOREIGN_HOST}/",
    )


def _refresh(exchange: HttpExchange) -> str:
    """Give where a Refresh header leads at once."""
    _, separator, rest = exchange.header("refresh").partition(";")
    name, equals, target = rest.strip().partition("=")
    found = bool(separator and equals) and name.strip().lower() == "url"
    return target.strip("\"' ") if found else ""


def _leaves(exchange: HttpExchange) -> bool:
    """Say whether a redirect's location has another scheme, host or port."""
    try:
        here = urlsplit(exchange.url)
        there = urlsplit(urljoin(exchange.url, exchange.location))
        return (here.scheme, here.netloc.lower()) != (there.scheme, there.netloc.lower())
    except ValueError:
        return False


async def _each(
    urls: Iterable[str], ask: Callable[[str], Awaitable[T]]
) -> tuple[tuple[T, ...], tuple[str, ...]]:
    """Ask all concurrently: what could be seen, and "url: reason" of what could not."""
    asked = tuple(urls)
    unseen: list[str] = []

    async def attempt(url: str) -> T | None:
        try:
            return await ask(url)
        except CannotSee as error:
            unseen.append(f"{url}: {error}")
            return None

    results = await asyncio.gather(*(attempt(url) for url in asked))
    return tuple(each for each in results if each is not None), tuple(sorted(unseen))
