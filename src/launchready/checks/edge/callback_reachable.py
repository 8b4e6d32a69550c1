"""Callbacks of sign-in and payment providers reach the product.

Why it matters: a customer who comes back from signing in or paying and meets a challenge,
an error page or another host has lost the session: the purchase ends there.

How to fix: exempt the path of {route} from bot challenges, cache rules and host redirects
at the proxy, register exactly this URL with the provider, and see that the application
answers 400 when the parameters are missing.

References: RFC 6749 section 4.1.2; RFC 9700 section 4.1;
https://developers.cloudflare.com/waf/custom-rules/skip/
"""

from urllib.parse import urljoin, urlsplit

from launchready.checks.api import (
    HttpExchange,
    Impact,
    Manifest,
    Route,
    RouteVisit,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    REACHED = passes("reaches the product, which answers {status} to a call without parameters")
    NOT_APPLICABLE = not_applicable("no callback")
    CHALLENGED = fails(
        Impact.BLOCKER, "{challenge} challenges the caller instead of letting it through"
    )
    MISSING = fails(Impact.BLOCKER, "answers {status}: there is nothing at this address")
    FAILS = fails(
        Impact.BLOCKER,
        "answers {status} to a call without parameters",
        fix="Find the exception in the log of {route}; an empty call deserves a 400. Should "
        "the proxy be what answers {status}, see that its origin is up.",
    )
    NO_ANSWER = fails(Impact.BLOCKER, "gives no usable answer: {error}")
    MOVED = fails(
        Impact.BLOCKER,
        "sends callers to the same path on {to}, where the cookies of {host} do not count",
    )
    CACHED = fails(Impact.BLOCKER, "comes out of a cache ({evidence}): every customer gets it")
    LEADS_AWAY = asks("sends callers without parameters to {to}: is that the sign-in provider?")
    TOO_MANY = cannot_tell("answers {status}: too many requests from here")


def applies(route: Route) -> bool:
    """Leave out everything but callbacks."""
    return route.kind == "callback"


def judge(route: Route, visit: RouteVisit, manifest: Manifest) -> Verdict:
    """Judge the last answer that the route's own host gives."""
    own = [hop for hop in visit.trace.hops if urlsplit(hop.url).hostname == route.host]
    last = own[-1] if own else visit.trace.hops[0]
    if last.challenge:
        return Outcomes.CHALLENGED(challenge=last.challenge, status=last.status)
    if last.failure:
        return Outcomes.NO_ANSWER(error=last.detail or str(last.failure))
    if last.status == 429:
        return Outcomes.TOO_MANY(status=429)
    if last.status == route.expect != 200:
        return Outcomes.REACHED(status=last.status)
    if last.status in {404, 405, 410}:
        return Outcomes.MISSING(status=last.status)
    if last.status >= 500:
        return Outcomes.FAILS(status=last.status)
    if evidence := _from_cache(last):
        return Outcomes.CACHED(evidence=evidence)
    if last.redirects:
        return _judge_redirect(route, last, manifest)
    return Outcomes.REACHED(status=last.status)


def _judge_redirect(route: Route, last: HttpExchange, manifest: Manifest) -> Verdict:
    try:
        there = urlsplit(urljoin(last.url, last.location))
        to = there.hostname or ""
    except ValueError:
        return Outcomes.NO_ANSWER(error="redirects to what is no address")
    if to and to != route.host:
        if there.path == urlsplit(last.url).path and there.path != "/":
            return Outcomes.MOVED(to=to, host=route.host, status=last.status)
        if manifest.host_named(to) is None:
            return Outcomes.LEADS_AWAY(to=to, status=last.status)
    return Outcomes.REACHED(status=last.status)


def _from_cache(exchange: HttpExchange) -> str:
    status = exchange.header("cf-cache-status").upper()
    if status == "HIT":
        return "cf-cache-status: HIT"
    if "hit" in exchange.header("x-cache").lower():
        return f"x-cache: {exchange.header('x-cache')[:60]}"
    return ""
