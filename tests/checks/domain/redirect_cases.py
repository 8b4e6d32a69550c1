"""Redirects to show to judges."""

from __future__ import annotations

import itertools
from typing import Any

from launchready.facts.base import Every, Unseen
from launchready.facts.http import End, EntryPoints, Failure, HttpExchange, RouteVisit, Trace
from launchready.facts.redirects import RedirectVisit
from tests.checks.given import exchange, trace

CANONICAL = "https://acme.example/"


def hop(url: str, location: str, status: int = 301, **fields: Any) -> HttpExchange:
    """Make a redirecting answer."""
    headers = {"Location": location, **fields.pop("headers", {})}
    return exchange(url, status, headers=headers, **fields)


def path(*urls: str, status: int = 301, final: int = 200, **fields: Any) -> Trace:
    """Make a trace from URL to URL, each by a redirect; the last one answers `final`."""
    redirects = [hop(here, there, status) for here, there in itertools.pairwise(urls)]
    return trace(*redirects, exchange(urls[-1], final), **fields)


def circle(*urls: str, status: int = 301) -> Trace:
    """Make a trace that goes round for ever, ending at its first URL again."""
    around = (*urls, urls[0])
    hops = [hop(here, there, status) for here, there in itertools.pairwise(around)]
    return trace(*hops, hops[0], end=End.LOOP)


def failed(*urls: str, failure: Failure, detail: str = "as seen") -> Trace:
    """Make a trace whose last request gets no response."""
    redirects = [hop(here, there) for here, there in itertools.pairwise(urls)]
    last = exchange(urls[-1], 0, failure=failure, detail=detail)
    return trace(*redirects, last, end=End.FAILED)


def challenged(url: str) -> Trace:
    """Make a trace that ends at a bot protection."""
    return trace(exchange(url, 403, challenge="cloudflare"))


def four(**changed: Trace | None) -> EntryPoints:
    """Make the four entry points of a good product, some changed or (None) unseen.

    Keyword names are `http`, `https`, `http_www` and `https_www`.
    """
    urls = {
        "http": "http://acme.example/",
        "https": CANONICAL,
        "http_www": "http://www.acme.example/",
        "https_www": "https://www.acme.example/",
    }
    good = {
        name: path(CANONICAL) if url == CANONICAL else path(url, CANONICAL)
        for name, url in urls.items()
    }
    chosen = {**good, **changed}
    return EntryPoints(
        tuple(one for one in chosen.values() if one),
        tuple(f"{urls[name]}: no answer within 5 s" for name, one in chosen.items() if not one),
    )


def old_urls(*traces: Trace, unseen: str = "") -> Every[RedirectVisit]:
    """Make the visits of declared redirects."""
    return Every(
        {one.start: RedirectVisit(one) for one in traces},
        {unseen: Unseen("no answer within 5 s")} if unseen else {},
    )


def visits(*traces: Trace) -> Every[RouteVisit]:
    """Make the visits of declared routes."""
    return Every({one.start: RouteVisit(one) for one in traces})
