"""What the product's web servers answer to a visitor without a session."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from launchready.facts.base import CannotSee
from launchready.facts.http import EntryPoints, RouteVisit, Trace
from launchready.manifest.schema import Manifest, Product, Route
from launchready.net.cookies import CookieJar
from launchready.net.http import HttpClient

PROBE_QUERY = "utm_source=launchready&gclid=launchready-probe"
"""Tracking parameters that every redirect must keep (ROADMAP: stage 2)."""


def entry_urls(manifest: Manifest) -> tuple[str, ...]:
    """List where a visitor may come in: http and https on the apex, www and every host."""
    product = manifest.product
    canonical = urlsplit(product.canonical).hostname or product.domain
    names = [product.domain, f"www.{product.domain}", canonical]
    names += [host.name for host in manifest.all_hosts]
    return tuple(
        f"{scheme}://{name}/" for name in dict.fromkeys(names) for scheme in ("http", "https")
    )


async def entry_points(product: Product, manifest: Manifest, http: HttpClient) -> EntryPoints:
    """Follow every entry point to where it lands."""
    assert product is manifest.product
    urls = entry_urls(manifest)
    results = await asyncio.gather(*(_trace(url, http) for url in urls))
    return EntryPoints(
        tuple(trace for trace in results if isinstance(trace, Trace)),
        tuple(
            f"{url}: {reason}"
            for url, reason in zip(urls, results, strict=True)
            if isinstance(reason, str)
        ),
    )


async def _trace(url: str, http: HttpClient) -> Trace | str:
    try:
        trace, _ = await http.follow(url, jar=CookieJar())
    except CannotSee as error:
        return str(error)
    return trace


async def route_visit(route: Route, http: HttpClient) -> RouteVisit:
    """Read a route as a visitor without a session."""
    trace, _ = await http.follow(route.url, jar=CookieJar())
    return RouteVisit(trace)
