"""What a signed-in user reads is kept for nobody else.

Why it matters: a cache that keeps one customer's page shows it to the next one: a data
breach that no log of the product records, and that ends only when the cache forgets.

How to fix: answer {route} with Cache-Control: private, no-store, in the application for
every page behind the sign-in, and take it out of "cache everything" rules. Vary: Cookie
does not help: the caches of most providers do not heed it. Then purge the cache.

References: RFC 9111 sections 3.5 and 5.2.2; https://owasp.org/www-project-web-security-testing-guide/
"""

from launchready.checks.api import (
    Impact,
    Manifest,
    Route,
    SignedInVisit,
    Verdict,
    cache_directives,
    cannot_tell,
    fails,
    kept_by_edge,
    not_applicable,
    passes,
    why_shared,
)

MINIMUM_BAR = "caching-safe"
EFFORT_HOURS = 1.0

_ELSEWHERE = {"login", "webhook", "callback", "write"}


class Outcomes:
    """What the check can find."""

    PRIVATE = passes("forbids other caches than the user's own to keep it ({told})")
    NOT_APPLICABLE = not_applicable("nothing to read that is a user's alone")
    KEPT = fails(Impact.BLOCKER, "is a user's own, and an edge cache keeps it ({kept})")
    SHARED = fails(Impact.BLOCKER, "is a user's own, and caches may show it to others ({told})")
    NOT_STATED = fails(
        Impact.LOW, "is a user's own, and leaves it to caches whether they keep it"
    )
    NO_CONTENT = cannot_tell("answers its user with {status}, which shows no page to judge")


def applies(route: Route) -> bool:
    """Leave out what is not read, or not a user's."""
    return route.access == "user" and route.kind not in _ELSEWHERE


def judge(route: Route, visit: SignedInVisit, manifest: Manifest) -> Verdict:
    """Judge the answer that the user gets; a stranger's would not be worth keeping."""
    exchange = visit.exchange
    if exchange.status >= 400:
        return Outcomes.NO_CONTENT(status=exchange.status)
    if kept := kept_by_edge(exchange):
        return Outcomes.KEPT(kept=kept)
    session = manifest.session
    by_header = session is not None and session.authorization_env is not None
    if told := why_shared(exchange, authorized=by_header):
        return Outcomes.SHARED(told=told)
    directives = cache_directives(exchange)
    if not {"no-store", "private", "no-cache"} & directives.keys() and not by_header:
        stated = exchange.header("cache-control") or exchange.header("expires")
        if not stated:
            return Outcomes.NOT_STATED()
    told = exchange.header("cache-control") or "asked for with Authorization"
    return Outcomes.PRIVATE(told=told[:100])
