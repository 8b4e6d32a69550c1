"""What an answer allows caches to do with it (RFC 9111)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from launchready.facts.http import HttpExchange

_HEURISTIC = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}
"""Statuses that may be kept without a stated lifetime (RFC 9110 section 15.1)."""

CACHE_HITS = re.compile(r"\b(?:hit|miss|expired|stale|updating|revalidated)\b", re.IGNORECASE)
"""What an edge cache says of an answer that it keeps; "dynamic" and "bypass" are not kept."""


def cache_directives(exchange: HttpExchange) -> dict[str, str]:
    """Read Cache-Control: names in lower case to arguments, "" for none (section 5.2)."""
    found: dict[str, str] = {}
    for name, quoted, plain in re.findall(
        r"([\w-]{1,50})(?:\s?=\s?(?:\"([^\"]{0,500})\"|([^\s,\"]{1,100})))?",
        exchange.header("cache-control")[:4000],
    ):
        found.setdefault(name.lower(), quoted or plain)
    return found


def cache_lifetime(exchange: HttpExchange, *, shared: bool = False) -> int | None:
    """Give the stated freshness lifetime in seconds, None for none (section 4.2.1).

    Args:
        exchange: the answer.
        shared: for a shared cache rather than a browser's own.
    """
    directives = cache_directives(exchange)
    for name in ("s-maxage", "max-age") if shared else ("max-age",):
        if name in directives:
            value = directives[name]
            return min(int(value[:10]), 2**31) if value.isdigit() and value.isascii() else 0
    if not exchange.has_header("expires"):
        return None
    try:
        end = parsedate_to_datetime(exchange.header("expires"))
        begin = parsedate_to_datetime(exchange.header("date"))
        return max(0, int((end - begin).total_seconds()))
    except (TypeError, ValueError, OverflowError, IndexError):
        return 0  # an invalid date, "0" above all, is in the past (section 5.3)


def why_shared(exchange: HttpExchange, *, authorized: bool = False) -> str:
    """Say why a shared cache may answer others with this; "" where it may not.

    Heuristic freshness (section 4.2.2) counts where nothing else is said: proxies use it.

    Args:
        exchange: the answer.
        authorized: the request carried Authorization, so that a shared cache needs to be
            told to keep the answer (section 3.5).
    """
    directives = cache_directives(exchange)
    if authorized and not {"public", "s-maxage", "must-revalidate"} & directives.keys():
        return ""
    if {"no-store", "private", "no-cache"} & directives.keys():
        return ""
    lifetime = cache_lifetime(exchange, shared=True)
    if lifetime is not None and lifetime <= 0:
        return ""
    if lifetime is not None:
        field = "cache-control" if exchange.has_header("cache-control") else "expires"
        return f"{field}: {exchange.header(field)[:100]}"
    if "public" in directives:
        return f"cache-control: {exchange.header('cache-control')[:100]}"
    if exchange.status in _HEURISTIC and exchange.has_header("last-modified"):
        return "no lifetime is stated, and Last-Modified invites caches to guess one"
    return ""


def kept_by_edge(exchange: HttpExchange) -> str:
    """Quote the header in which an edge cache says that it keeps this; "" for none."""
    for name in ("cf-cache-status", "x-cache", "x-vercel-cache", "cache-status", "age"):
        value = exchange.header(name)
        kept = (
            value.isdigit() and int(value[:9]) > 0
            if name == "age"
            else CACHE_HITS.search(value)
        )
        if name in {"x-cache", "cache-status"} and kept:
            kept = re.search(r"\bhit\b", value, re.IGNORECASE)  # a miss need not be kept
        if kept:
            return f"{name}: {value[:80]}"
    return ""
