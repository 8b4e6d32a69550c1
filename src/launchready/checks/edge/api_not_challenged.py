"""Programs that call the API get answers, not pages made for people.

Why it matters: scripts, mobile apps, uptime probes and partners cannot solve a challenge
or sign in on a web page: for them the product is down.

How to fix: exempt {route} from bot challenges and access pages at the proxy (Cloudflare:
a WAF custom rule that skips them), and have the API answer errors as JSON with their
proper status.

References: RFC 9110 section 12.5.1; RFC 9457;
https://developers.cloudflare.com/waf/custom-rules/skip/
"""

from urllib.parse import urljoin, urlsplit

from launchready.checks.api import (
    ApiAnswer,
    Impact,
    Manifest,
    Route,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    ANSWERS = passes("answers programs itself, with {status}")
    NOT_APPLICABLE = not_applicable("no route that programs read")
    CHALLENGED = fails(
        Impact.BLOCKER, "{challenge} challenges programs, which cannot pass ({status})"
    )
    GATED = fails(Impact.BLOCKER, "sends programs to {to}, which is not of the product")
    WEB_PAGE = fails(Impact.BLOCKER, "answers a program that asks for JSON with a web page")
    SIGN_IN_PAGE = fails(
        Impact.LOW,
        "sends programs to {location} where 401 is due",
        fix="Have the API answer 401 with a WWW-Authenticate header where the session or key "
        "is missing (RFC 9110 section 15.5.2); only pages redirect to the sign-in.",
    )
    REFUSED = cannot_tell(
        "answers {status} with a web page: the product's own, or a protection's?"
    )
    NOT_WORKING = cannot_tell("answers {status}: whether it is challenged shows once it works")
    NO_ANSWER = cannot_tell("gives no usable answer: {error}")


def applies(route: Route) -> bool:
    """Leave out what browsers open, and webhooks, which have their own check."""
    return route.by_machines and route.kind != "webhook"


def judge(route: Route, answer: ApiAnswer, manifest: Manifest) -> Verdict:
    """Judge what a program gets that asks for JSON without cookies."""
    exchange = answer.exchange
    status = exchange.status
    if exchange.challenge:
        return Outcomes.CHALLENGED(challenge=exchange.challenge, status=status)
    if exchange.failure:
        return Outcomes.NO_ANSWER(error=exchange.detail or str(exchange.failure))
    if exchange.redirects and status != route.expect:
        return _judge_redirect(exchange.url, exchange.location, manifest)
    if status >= 500 and status != route.expect:
        return Outcomes.NOT_WORKING(status=status)
    # A health page may be drawn as a page (Rails' /up is); data may not.
    if answer.html and route.kind != "health" and status < 300:
        return Outcomes.WEB_PAGE(status=status)
    if answer.html and status in {403, 406, 429, 503}:
        return Outcomes.REFUSED(status=status)
    return Outcomes.ANSWERS(status=status)


def _judge_redirect(url: str, location: str, manifest: Manifest) -> Verdict:
    try:
        there = urlsplit(urljoin(url, location))
        to = there.hostname or ""
    except ValueError:
        return Outcomes.NO_ANSWER(error="redirects to what is no address")
    if manifest.host_named(to) is None:
        return Outcomes.GATED(to=to)
    if there.path.rstrip("/") == urlsplit(url).path.rstrip("/"):
        return Outcomes.ANSWERS(status="a redirect to the same path")
    return Outcomes.SIGN_IN_PAGE(location=there.path)
