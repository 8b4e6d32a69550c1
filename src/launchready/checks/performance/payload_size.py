"""What a page or an API answers is small enough to arrive at once.

Why it matters: half a megabyte of HTML or JSON takes most of a second on a telephone before a
browser can even begin with it, and as much work of the server and the database every time.

How to fix: send a page of a list at a time, leave out what the view does not show, and load
pictures and data by addresses of their own instead of inside the answer.

References: https://developer.chrome.com/docs/lighthouse/performance/total-byte-weight
"""

from launchready.checks.api import (
    HttpExchange,
    Impact,
    Route,
    RouteVisit,
    SignedInVisit,
    Unseen,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 3.0

LIMIT = 512 * 1024
"""Octets after decoding: 0.42 s at 10 Mbit/s, all but the whole target of a core read; and as
far as an audit reads."""


class Outcomes:
    """What the check can find."""

    SMALL = passes("answers with {size} octets, {wire} on the wire")
    LARGE = fails(Impact.MEDIUM, "answers with {size} octets or more; {limit} is large already")
    NOT_SEEN = cannot_tell("could not be read: {reason}")
    NOT_APPLICABLE = not_applicable("it is no page and no API that is read")


def applies(route: Route) -> bool:
    """Leave out files, and what only services may read."""
    return route.kind in {"page", "api", "report", "login"} and route.access != "service"


def judge(
    route: Route, visit: RouteVisit | Unseen, signed_in: SignedInVisit | Unseen
) -> Verdict:
    """Judge the answer that a user of the route gets."""
    seen = signed_in if route.access == "user" else visit
    if isinstance(seen, Unseen):
        return Outcomes.NOT_SEEN(reason=seen.reason)
    exchange: HttpExchange = (
        seen.exchange if isinstance(seen, SignedInVisit) else seen.trace.final
    )
    if exchange.failure is not None or exchange.challenge or exchange.status != route.expect:
        why = exchange.challenge or exchange.detail or f"it answered {exchange.status}"
        return Outcomes.NOT_SEEN(reason=why)
    body = exchange.body
    if body.truncated or body.size >= LIMIT:
        return Outcomes.LARGE(size=body.size, wire=body.wire_size, limit=LIMIT)
    return Outcomes.SMALL(size=body.size, wire=body.wire_size)
