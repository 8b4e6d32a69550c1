"""Asks a provider whether a key still opens anything, and what it may do.

Nothing here runs unless a person asks for it: a key is sent, over verified TLS, to the one
address of its own provider, in a header, and redirects are not followed. Its value is in no
result, message or exception.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.facts.rotation import KeyState
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.secrets.who_am_i import WhoAmI, provider_of

MAX_SCOPES = 40
MAX_ANSWER = 64 * 1024
_SENDABLE = frozenset(range(33, 127))


class Liveness(Struct, frozen=True):
    """What a provider said of a key.

    Attributes:
        state: alive, dead or unknown.
        reason: how that is known, or why it is not.
        host: who was asked; "" where nobody was.
        scopes: what the key may do, where the provider says.
        broad: those of them that reach further than a product needs.
    """

    state: KeyState
    reason: str
    host: str = ""
    scopes: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()


async def ask_provider(rule_id: str, key: bytes, http: HttpClient) -> Liveness:
    """Ask the provider of a rule's tokens about one of them; never raises for what it says.

    Args:
        rule_id: id of the rule that the key fits.
        key: the key.
        http: a client that verifies.
    """
    provider = provider_of(rule_id)
    if provider is None:
        return Liveness(KeyState.UNKNOWN, "its provider offers nobody to ask without harm")
    host = urlsplit(provider.url).hostname or ""
    if not key or not set(key) <= _SENDABLE:
        return Liveness(KeyState.UNKNOWN, "it cannot be sent in a header", host)
    headers = provider.headers(key.decode("ascii"))
    if not any(name.lower() == "accept" for name, _ in headers):
        headers += (("Accept", "application/json"),)
    try:
        answer = await http.request("GET", provider.url, headers=headers, max_bytes=MAX_ANSWER)
    except CannotSee as error:
        return Liveness(KeyState.UNKNOWN, str(error), host)
    return _read(provider, answer, host)


def _read(provider: WhoAmI, answer: Response, host: str) -> Liveness:
    exchange = answer.exchange
    if exchange.failure is not None or exchange.challenge:
        why = exchange.challenge or exchange.detail or str(exchange.failure)
        return Liveness(KeyState.UNKNOWN, f"no answer: {why}", host)
    body = _json(answer)
    status = exchange.status
    if provider.says_dead(body) or status in provider.dead:
        return Liveness(KeyState.DEAD, f"{host} refuses it ({status})", host)
    if status in provider.alive:
        return Liveness(KeyState.ALIVE, f"{host} knows it, for other things ({status})", host)
    if status != 200 or (isinstance(body, dict) and body.get("ok") is False):
        return Liveness(KeyState.UNKNOWN, f"{host} answers {status}", host)
    scopes = _scopes(provider, exchange.header(provider.scopes_header), body)
    broad = tuple(scope for scope in scopes if scope in provider.broad)
    return Liveness(KeyState.ALIVE, f"{host} accepts it", host, scopes, broad)


def _json(answer: Response) -> Any:
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def _scopes(provider: WhoAmI, header: str, body: Any) -> tuple[str, ...]:
    named = [part.strip() for part in header.split(",")] if provider.scopes_header else []
    if provider.scopes is not None:
        named += provider.scopes(body)
    # A provider's words go into reports: bounded, and printable.
    return tuple(each[:60] for each in named if each and each.isprintable())[:MAX_SCOPES]
