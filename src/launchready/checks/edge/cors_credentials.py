"""Pages of other sites cannot read answers in the name of a signed-in user.

Why it matters: an API that repeats whatever Origin it is sent, with credentials allowed,
lets any page that a customer visits read that customer's data with their own session.

How to fix: compare Origin with a short list of exact origins, answer {route} with
Access-Control-Allow-Origin for those alone and Vary: Origin always, and never allow "null".
Leave Access-Control-Allow-Credentials out where no cookie is needed.

References: https://fetch.spec.whatwg.org/#http-cors-protocol;
https://portswigger.net/web-security/cors
"""

from launchready.checks.api import (
    CorsProbe,
    HttpExchange,
    Impact,
    Route,
    Verdict,
    fails,
    kept_by_edge,
    not_applicable,
    passes,
    why_shared,
)

EFFORT_HOURS = 1.0

FOREIGN = "launchready-probe.example"
"""How each foreign origin ends that the collector sends."""

_READ = {"api", "write", "report"}


class Outcomes:
    """What the check can find."""

    CLOSED = passes("lets pages of other sites read nothing")
    WITHOUT_SESSION = passes("lets pages of other sites read it, but not with a user's session")
    NOT_APPLICABLE = not_applicable("no API route, and not a user's")
    ANY_SITE = fails(
        Impact.BLOCKER, "lets any site read it in the name of a signed-in user ({told})"
    )
    LOOKALIKE = fails(
        Impact.HIGH, "takes any site whose name begins as the product's for its own ({told})"
    )
    NULL = fails(
        Impact.HIGH, "lets sandboxed frames of any site read it in a user's name ({told})"
    )
    NOT_VARIED = fails(
        Impact.LOW,
        "answers by Origin and may be kept by caches, with no Vary: Origin to tell them",
    )
    IGNORED = fails(
        Impact.LOW, "allows credentials together with *, which browsers refuse: it cannot work"
    )


def applies(route: Route) -> bool:
    """Choose what scripts read: API routes, and whatever is a user's."""
    if route.kind in {"webhook", "callback", "login", "asset"}:
        return False
    return route.kind in _READ or route.access == "user"


def judge(route: Route, probe: CorsProbe) -> Verdict:
    """Judge what three foreign origins were allowed."""
    kinds = (
        (Outcomes.ANY_SITE, probe.foreign, FOREIGN),
        (Outcomes.LOOKALIKE, probe.lookalike, FOREIGN),
        (Outcomes.NULL, probe.null, "null"),
    )
    for outcome, exchange, sent in kinds:
        if exchange and _repeats(exchange, sent) and _with_credentials(exchange):
            return outcome(told=_told(exchange))
    foreign = probe.foreign
    allowed = foreign.header("access-control-allow-origin").strip()
    if allowed == "*" and _with_credentials(foreign):
        return Outcomes.IGNORED(told=_told(foreign))
    kept = kept_by_edge(foreign) or why_shared(foreign)
    if _repeats(foreign) and kept and "origin" not in foreign.header("vary").lower():
        return Outcomes.NOT_VARIED(told=kept)
    return Outcomes.WITHOUT_SESSION(told=_told(foreign)) if allowed else Outcomes.CLOSED()


def _repeats(exchange: HttpExchange, origin: str = FOREIGN) -> bool:
    """Say whether the foreign origin that was sent is allowed by name."""
    allowed = exchange.header("access-control-allow-origin").strip().lower()
    return allowed == "null" if origin == "null" else allowed.endswith(origin)


def _with_credentials(exchange: HttpExchange) -> bool:
    # The value is case-sensitive (Fetch, "CORS check").
    return exchange.header("access-control-allow-credentials").strip() == "true"


def _told(exchange: HttpExchange) -> str:
    allowed = exchange.header("access-control-allow-origin")[:120]
    return f"Access-Control-Allow-Origin: {allowed}"
