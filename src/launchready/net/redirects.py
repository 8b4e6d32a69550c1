"""Follow redirects as a browser does, with every hop kept (RFC 9110 section 15.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from launchready.facts.base import CannotSee
from launchready.facts.http import End, HttpExchange, Trace
from launchready.net.cookies import CookieJar
from launchready.net.masking import is_secret_name, mask_urls, printable
from launchready.net.urls import BadUrl, Url, parse_url, resolve

if TYPE_CHECKING:
    from launchready.net.exchanges import Response
    from launchready.net.http import HttpClient

_MAX_SHOWN = 300

# fmt: off
BLOCKED_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
    101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179,
    389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
    636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566,
    6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})
# fmt: on
"""Ports of other protocols (https://fetch.spec.whatwg.org/#port-blocking): a redirect there
has an HTTP client speak to a mail or file server."""


async def follow(
    client: HttpClient,
    url: str,
    *,
    jar: CookieJar | None,
    headers: Sequence[tuple[str, str]],
    max_hops: int,
    max_bytes: int,
) -> tuple[Trace, Response]:
    """GET a URL and go where its redirects lead; see `HttpClient.follow`."""
    try:
        here = parse_url(url)
    except BadUrl as error:
        raise CannotSee(f"cannot ask for this URL: {error}") from None
    sent = tuple(headers)
    hops: list[HttpExchange] = []
    seen: set[tuple[str, str]] = set()
    while True:
        cookies = jar.header_for(str(here)) if jar is not None else ""
        seen.add((str(here), cookies))
        if cookies or sent:
            response = await client.request(
                "GET", str(here), headers=sent, jar=jar, max_bytes=max_bytes
            )
        else:
            response = await client.first_visit(str(here), jar=jar, max_bytes=max_bytes)
        hops.append(response.exchange)
        end, detail, there = _next(response, here)
        if there is not None:
            cookies = jar.header_for(str(there)) if jar is not None else ""
            if (str(there), cookies) in seen:
                end, detail = End.LOOP, mask_urls(str(there))
            elif len(hops) > max_hops:
                end, detail = End.TOO_MANY, f"more than {max_hops} redirects"
        if end is not None:
            return Trace(tuple(hops), end, jar is not None, detail), response
        assert there is not None
        if there.origin != here.origin:
            sent = tuple(pair for pair in sent if not _is_credential(pair[0]))
        here = there


def _next(response: Response, here: Url) -> tuple[End | None, str, Url | None]:
    exchange = response.exchange
    if exchange.failure is not None:
        return End.FAILED, exchange.detail, None
    if not exchange.redirects:
        return End.FINAL, "", None
    if len(set(response.locations)) > 1:
        return End.BAD_LOCATION, "several Location headers", None
    location = response.locations[0]
    try:
        there = resolve(here, location)
        if there.port in BLOCKED_PORTS:
            return End.BAD_LOCATION, f"browsers ask nothing at port {there.port}", None
        return None, "", there
    except BadUrl as error:
        shown = mask_urls(printable(location[:_MAX_SHOWN]))
        return End.BAD_LOCATION, f"{shown} ({error})".strip(), None


def _is_credential(name: str) -> bool:
    return name.lower() == "cookie" or is_secret_name(name)
