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
        return None, "", resolve(here, location)
    except BadUrl as error:
        shown = mask_urls(printable(location[:_MAX_SHOWN]))
        return End.BAD_LOCATION, f"{shown} ({error})".strip(), None


def _is_credential(name: str) -> bool:
    return name.lower() == "cookie" or is_secret_name(name)
