"""Asks a provider who holds the account that a token is of.

The token is sent, over verified TLS, to the one address of its own provider, in a header;
redirects are not followed.  Its value is in no result, message or exception.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.net.http import HttpClient
from launchready.secrets.holders import Holder, HolderApi

MAX_ANSWER = 1024 * 1024
"""A list of 500 domains or servers."""
_SENDABLE = frozenset(range(33, 127))


class Refused(Struct, frozen=True):
    """The provider does not take the token; `reason` says how it said so."""

    reason: str


async def ask_holder(api: HolderApi, token: str, http: HttpClient) -> Holder | Refused:
    """Ask who holds a token's account.

    Args:
        api: the provider.
        token: a token that may read as little as that.
        http: a client that verifies.

    Raises:
        CannotSee: no answer, or one that tells nothing.
    """
    host = urlsplit(api.url).hostname or ""
    if not token or not set(token.encode()) <= _SENDABLE:
        raise CannotSee(
            "the token cannot be sent in a header: it has spaces or other characters"
        )
    headers = api.headers(token)
    if not any(name.lower() == "accept" for name, _ in headers):
        headers += (("Accept", "application/json"),)
    answer = await http.request("GET", api.url, headers=headers, max_bytes=MAX_ANSWER)
    exchange = answer.exchange
    if exchange.failure is not None or exchange.challenge:
        why = exchange.challenge or exchange.detail or str(exchange.failure)
        raise CannotSee(f"no answer from {host}: {why}")
    if exchange.status in {401, 403}:
        return Refused(f"{host} refuses the token ({exchange.status}); it needs {api.needs}")
    if exchange.status != 200:
        raise CannotSee(f"{host} answered {exchange.status}")
    holder = api.read(_json(answer.content, host))
    if holder == Holder():
        raise CannotSee(f"{host} does not say whose the token is; it needs {api.needs}")
    return holder


def _json(content: bytes, host: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise CannotSee(f"{host} answered with something other than JSON") from None
