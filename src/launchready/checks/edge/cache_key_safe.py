"""Caches tell apart what differs from visitor to visitor.

Why it matters: a page that caches keep together with a visitor's cookie hands that cookie
to everyone after them; one kept in gzip for a program that cannot read it shows garbage.

How to fix: set no cookie on what caches may keep of {route}, or answer it with
Cache-Control: private. Where the server chooses by Accept-Encoding or another field of
the request, name that field in Vary.

References: RFC 9111 sections 4.1 and 7.3; RFC 9110 section 12.5.5
"""

from launchready.checks.api import (
    End,
    HttpExchange,
    Impact,
    Route,
    RouteVisit,
    Verdict,
    cannot_tell,
    fails,
    is_session_like,
    kept_by_edge,
    not_applicable,
    passes,
    why_shared,
)

EFFORT_HOURS = 1.0

_NEVER_KEPT = {"webhook", "callback", "write"}


class Outcomes:
    """What the check can find."""

    SAFE = passes("may be kept for everyone, and is the same for everyone ({told})")
    NOT_SHARED = passes("is not for shared caches to keep")
    NOT_APPLICABLE = not_applicable("not a public page, API or file")
    SESSION_KEPT = fails(
        Impact.BLOCKER, "may be kept for everyone together with the session {cookie} ({told})"
    )
    COOKIE_KEPT = fails(
        Impact.MEDIUM, "may be kept for everyone together with the cookie {cookie} ({told})"
    )
    CODING_NOT_NAMED = fails(
        Impact.LOW,
        "may be kept for everyone in {coding}, with no Vary: Accept-Encoding to tell caches",
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    NO_ANSWER = cannot_tell("gives no usable answer: {error}")


def applies(route: Route) -> bool:
    """Leave out what is not public, and what no cache keeps."""
    return route.access == "public" and route.kind not in _NEVER_KEPT


def judge(route: Route, visit: RouteVisit) -> Verdict:
    """Judge each answer on the way, redirects included: caches keep those, too."""
    final = visit.trace.final
    if final.challenge:
        return Outcomes.CHALLENGED(challenge=final.challenge)
    if visit.trace.end is not End.FINAL:
        error = visit.trace.detail or final.detail or str(visit.trace.end)
        return Outcomes.NO_ANSWER(error=error)
    shared = [(hop, told) for hop in visit.trace.hops if (told := _shared(hop))]
    for hop, told in shared:
        set_for_good = [c for c in hop.cookies if not c.rejected and c.max_age != 0]
        for cookie in sorted(set_for_good, key=is_session_like, reverse=True):
            kind = Outcomes.SESSION_KEPT if is_session_like(cookie) else Outcomes.COOKIE_KEPT
            return kind(cookie=cookie.name, told=told, url=hop.url)
    for hop, told in shared:
        coding = hop.header("content-encoding")
        if coding and not _varies(hop, "accept-encoding"):
            return Outcomes.CODING_NOT_NAMED(coding=coding[:40], told=told, url=hop.url)
    return Outcomes.SAFE(told=shared[-1][1]) if shared else Outcomes.NOT_SHARED()


def _shared(exchange: HttpExchange) -> str:
    return kept_by_edge(exchange) or why_shared(exchange)


def _varies(exchange: HttpExchange, field: str) -> bool:
    named = {name.strip().lower() for name in exchange.header("vary").split(",")}
    return bool({field, "*"} & named)
