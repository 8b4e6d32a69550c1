"""A route that must answer: its status, text, JSON values, and where redirects end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from launchready.facts.http import Failure
from launchready.net.exchanges import Response
from launchready.net.http import Addresses, Deadlines, HttpClient
from launchready.net.network import Network
from launchready.watch.model import Phases, Verdict
from launchready.watch.probe.seen import MAX_REASON, Seen, down

USER_AGENT = "launchready (uptime monitor; read-only)"
MAX_RELEASE = 100
_MAX_SHOWN = 60


class Expected(Struct, frozen=True):
    """What a route must answer.

    Attributes:
        url: what is asked for.
        status: the one that is good; 0 takes any answer under 500, as a stranger at a
            page for users gets one of several.
        text: what the body must hold; empty for anything.
        values: dotted paths into the body's JSON, and what must be there.
        ends_at: where redirects must end; None follows none.
        release_header: where the running release shows itself; empty for nowhere.
        headers: sent along, secrets among them.
    """

    url: str
    status: int = 200
    text: str = ""
    values: Mapping[str, str | int | float | bool | None] | None = None
    ends_at: str | None = None
    release_header: str = ""
    headers: Sequence[tuple[str, str]] = ()


async def look(
    network: Network, names: Addresses, expected: Expected, timeout_s: float
) -> Seen:
    """Ask once, over a connection of its own: one kept open would hide what new visitors meet.

    Raises:
        CannotSee: no answer in time.
    """
    waits = Deadlines(connect=timeout_s, silence=timeout_s, total=timeout_s)
    headers = [("user-agent", USER_AGENT), *expected.headers]
    async with HttpClient(network, names, waits, single_use=True) as client:
        if expected.ends_at is not None:
            _, response = await client.follow(expected.url, headers=headers)
        else:
            response = await client.request("GET", expected.url, headers=headers)
    return judge(expected, response)


def judge(expected: Expected, response: Response) -> Seen:
    """Say what an answer means."""
    exchange = response.exchange
    timing = exchange.timing
    verdict, reason = _verdict(expected, response)
    answered = exchange.failure is None
    return Seen(
        verdict,
        reason[:MAX_REASON],
        timing.total_ms if answered else None,
        exchange.status,
        release=_release(expected, response),
        phases=Phases(timing.dns_ms, timing.connect_ms, timing.tls_ms, timing.first_byte_ms),
    )


def _verdict(expected: Expected, response: Response) -> tuple[Verdict, str]:
    exchange = response.exchange
    if exchange.failure is Failure.NO_ADDRESS:
        return Verdict.DOWN, "the name has no address"
    if exchange.failure is not None:
        return Verdict.DOWN, exchange.detail
    if exchange.challenge:
        return Verdict.UNJUDGED, f"{exchange.challenge} asks for a proof in the product's place"
    status = exchange.status
    if status != expected.status and (expected.status or status >= 500):
        return Verdict.DOWN, f"status {status} in place of {expected.status or 'under 500'}"
    if expected.ends_at is not None and exchange.url != expected.ends_at:
        return Verdict.DOWN, f"redirects end at {down(exchange.url).reason}"
    if exchange.body.damaged:
        return Verdict.DOWN, f"the body is damaged: {exchange.body.damaged}"
    if expected.text and expected.text not in response.text:
        return Verdict.DOWN, f'the body lacks "{expected.text[:_MAX_SHOWN]}"'
    if expected.values:
        return _values(expected.values, response.text)
    return Verdict.UP, ""


def _values(
    values: Mapping[str, str | int | float | bool | None], text: str
) -> tuple[Verdict, str]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return Verdict.DOWN, "the body is not JSON"
    for path, wanted in values.items():
        found = _at(body, path)
        if type(found) is not type(wanted) or found != wanted:
            # What was found may be anything, a customer's data too.
            return Verdict.DOWN, f"the JSON at {path} is not {json.dumps(wanted)[:_MAX_SHOWN]}"
    return Verdict.UP, ""


class _Nothing:
    """Stands for what a path does not lead to."""


def _at(body: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(body, dict) and part in body:
            body = body[part]
        elif isinstance(body, list) and part.isdigit() and int(part) < len(body):
            body = body[int(part)]
        else:
            return _Nothing
    return body


def _release(expected: Expected, response: Response) -> str:
    if not expected.release_header:
        return ""
    value = response.exchange.header(expected.release_header)[:MAX_RELEASE]
    return "".join(char for char in value if char.isprintable())
