"""The sitemap: which addresses the product itself calls current, and what they answer."""

from __future__ import annotations

import asyncio
import zlib
from urllib.parse import urljoin, urlsplit

from launchready.collect.sitemap_xml import MAX_LISTED, NotASitemap, parse_sitemap
from launchready.facts.base import CannotSee
from launchready.facts.http import HttpExchange
from launchready.facts.redirects import Sitemap
from launchready.manifest.schema import Manifest, Product
from launchready.net.http import HttpClient

MAX_FILES = 4
"""Sitemap files that are read: an index and three of its parts, or four named ones."""

MAX_ASKED = 50
"""Addresses that are asked, spread evenly over those listed."""

MAX_BYTES = 2_000_000
"""Of one file, before and after decompression; the protocol allows 50 MB."""


async def sitemap(product: Product, manifest: Manifest, http: HttpClient) -> Sitemap:
    """Read the sitemap of the canonical origin and ask the addresses it lists."""
    queue = await _named_sitemaps(product.canonical, http)
    sources, listed, faults = await _read(queue, manifest, http)
    step = max(1, -(-len(listed) // MAX_ASKED))
    answers: list[HttpExchange] = []
    unseen: list[str] = []

    async def ask(url: str) -> None:
        try:
            answers.append(await _head(url, http))
        except CannotSee as error:
            unseen.append(f"{url}: {error}")

    await asyncio.gather(*(ask(url) for url in listed[::step]))
    order = {url: place for place, url in enumerate(listed)}
    answers.sort(key=lambda exchange: order.get(exchange.url, len(order)))
    return Sitemap(
        tuple(sources), len(listed), tuple(answers), tuple(faults), tuple(sorted(unseen))
    )


async def _named_sitemaps(canonical: str, http: HttpClient) -> list[str]:
    """List the sitemaps that robots.txt names (RFC 9309 section 2.2.4), or the usual one."""
    usual = urljoin(canonical, "/sitemap.xml")
    robots = await http.request("GET", urljoin(canonical, "/robots.txt"), max_bytes=500_000)
    if robots.exchange.challenge:
        raise CannotSee(f"{robots.exchange.challenge} asked for proof of a human")
    if robots.exchange.failure:
        raise CannotSee(f"no answer: {robots.exchange.detail or robots.exchange.failure}")
    if robots.exchange.status != 200:
        return [usual]
    named = [
        line.partition(":")[2].strip()
        for line in robots.text.splitlines()[:1000]
        if line.lower().startswith("sitemap:")
    ]
    return [url for url in named if _host(url)] or [usual]


async def _read(
    queue: list[str], manifest: Manifest, http: HttpClient
) -> tuple[list[str], list[str], list[str]]:
    """Read files, and those that they name: sources, own addresses listed, faults."""
    domain = manifest.product.domain
    own = {host.name for host in manifest.all_hosts} | {domain, f"www.{domain}"}
    sources: list[str] = []
    faults: list[str] = []
    listed: dict[str, None] = {}
    todo = [url for url in dict.fromkeys(queue) if _host(url) in own]
    for url in todo:
        if len(sources) + len(faults) >= MAX_FILES:
            break
        try:
            content = await _file(url, http)
            if content is None:
                continue
            is_index, places = parse_sitemap(content)
        except (NotASitemap, CannotSee) as error:
            faults.append(f"{url}: {error}")
            continue
        sources.append(url)
        wanted = [place for place in places if _host(place) in own]
        if is_index:
            # The list grows while it is walked: parts come after what names them.
            todo += [place for place in wanted if place not in todo][:MAX_FILES]
        else:
            listed.update(dict.fromkeys(wanted[: MAX_LISTED - len(listed)]))
    return sources, list(listed), faults


async def _file(url: str, http: HttpClient) -> bytes | None:
    """Fetch one file; None where there is none (a redirect to a page is none, too)."""
    answer = await http.request("GET", url, max_bytes=MAX_BYTES)
    if answer.exchange.challenge:
        raise CannotSee(f"{answer.exchange.challenge} asked for proof of a human")
    if answer.exchange.status != 200 or "text/html" in answer.exchange.header("content-type"):
        return None
    if answer.exchange.body.truncated:
        raise NotASitemap(f"is over {MAX_BYTES} octets, more than is read here")
    content = answer.content
    if content[:2] == b"\x1f\x8b":
        try:
            inflate = zlib.decompressobj(wbits=31)
            content = inflate.decompress(content, MAX_BYTES)
        except zlib.error:
            raise NotASitemap("is damaged gzip") from None
        if inflate.unconsumed_tail:
            raise NotASitemap(f"is over {MAX_BYTES} octets, more than is read here")
    return content


async def _head(url: str, http: HttpClient) -> HttpExchange:
    """Ask for an address without its body; again with GET where HEAD is not served."""
    head = (await http.request("HEAD", url)).exchange
    if head.redirects or 200 <= head.status < 300 or head.failure:
        return head
    return (await http.request("GET", url, max_bytes=65_536)).exchange


def _host(url: str) -> str:
    """Give the host of a web URL, or "" where it is none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""
