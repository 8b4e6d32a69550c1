"""Webhooks reach the product, and unsigned ones are refused.

Why it matters: payment and mail providers post to it without a browser: they pass no
challenge and follow no redirect, retry for some days, and then turn the webhook off; paid
accounts stay locked meanwhile.

How to fix: exempt the path of {route} from bot challenges, caching, redirects and CSRF
protection, and have the handler verify the provider's signature and answer 400 or 401
without one; send a test event from the provider's console.

References: RFC 9110 section 9.3.3; https://docs.stripe.com/webhooks#verify-official-libraries;
https://developers.cloudflare.com/waf/custom-rules/skip/
"""

from launchready.checks.api import (
    Failure,
    HttpExchange,
    Impact,
    Route,
    Verdict,
    WebhookProbe,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    REFUSES_UNSIGNED = passes("reaches the product, which answers {status} to an unsigned call")
    NOT_APPLICABLE = not_applicable("no webhook")
    CHALLENGED = fails(
        Impact.BLOCKER, "{challenge} challenges the sender, which cannot pass ({status})"
    )
    REDIRECTED = fails(
        Impact.BLOCKER, "answers {status} to {location}: senders follow no redirect"
    )
    MISSING = fails(Impact.BLOCKER, "answers {status} to POST: no handler is there")
    FAILS = fails(
        Impact.BLOCKER,
        "answers {status} to an empty JSON object",
        fix="Find the exception in the log of {route}: a handler answers 400 to what it cannot "
        "read. Should the proxy be what answers {status}, see that its origin is up.",
    )
    NOT_REACHED = cannot_tell("was not reached: {error}; see what DNS and TLS say")
    NO_ANSWER = fails(Impact.BLOCKER, "gives no usable answer to POST: {error}")
    CSRF = fails(
        Impact.BLOCKER, "answers {status} for want of a CSRF token, which no sender has"
    )
    CACHED = fails(Impact.BLOCKER, "answers POST from a cache ({evidence})")
    WEB_PAGE = fails(
        Impact.BLOCKER, "answers POST with {status} and a web page: no handler took it"
    )
    ACCEPTS_UNSIGNED = fails(
        Impact.MEDIUM,
        "answers {status} to an unsigned call: does it accept forged events?",
        fix="Verify the provider's signature in the handler of {route} before anything else, "
        "and answer 400 or 401 where it is missing.",
    )
    TOO_MANY = cannot_tell("answers {status}: too many requests from here")


def applies(route: Route) -> bool:
    """Leave out everything but webhooks."""
    return route.kind == "webhook"


def judge(route: Route, probe: WebhookProbe) -> Verdict:
    """Judge the answer to an unsigned POST of an empty JSON object."""
    exchange = probe.exchange
    status = exchange.status
    if exchange.challenge:
        return Outcomes.CHALLENGED(challenge=exchange.challenge, status=status)
    if exchange.failure in {Failure.TLS, Failure.NO_ADDRESS}:
        return Outcomes.NOT_REACHED(error=exchange.detail or str(exchange.failure))
    if exchange.failure:
        return Outcomes.NO_ANSWER(error=exchange.detail or str(exchange.failure))
    if evidence := _from_cache(exchange):
        return Outcomes.CACHED(evidence=evidence, status=status)
    if exchange.redirects:
        return Outcomes.REDIRECTED(status=status, location=exchange.location)
    if probe.names_csrf and 400 <= status < 500:
        return Outcomes.CSRF(status=status)
    if status == 429:
        return Outcomes.TOO_MANY(status=status)
    if status == route.expect and status >= 400:
        return Outcomes.REFUSES_UNSIGNED(status=status)
    if status in {404, 405, 410}:
        return Outcomes.MISSING(status=status)
    if status >= 500:
        return Outcomes.FAILS(status=status)
    if status < 400:
        return (Outcomes.WEB_PAGE if probe.html else Outcomes.ACCEPTS_UNSIGNED)(status=status)
    return Outcomes.REFUSES_UNSIGNED(status=status)


def _from_cache(exchange: HttpExchange) -> str:
    if exchange.header("cf-cache-status").upper() == "HIT":
        return "cf-cache-status: HIT"
    if "hit" in exchange.header("x-cache").lower():
        return f"x-cache: {exchange.header('x-cache')[:60]}"
    age = exchange.header("age").strip()
    return f"age: {age[:10]}" if age.isdigit() and int(age) > 0 else ""
