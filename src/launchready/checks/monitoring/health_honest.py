"""The health route tells the truth, now.

Whether it fails when the database is gone cannot be seen from outside: a drill shows that.

Why it matters: deployments, load balancers and monitors believe this one route. Where a cache
answers for it, or it says 200 whatever happens, all of them look at a picture of health.

How to fix: send Cache-Control: no-store from {route}, let no proxy cache it, and have it ask
the database and the queue, with a time-out of a second, before it says 200.

References: RFC 9111 section 5.2.2.5; Microsoft Azure Architecture Center, Health Endpoint
Monitoring pattern
"""

from launchready.checks.api import (
    End,
    Impact,
    Route,
    RouteVisit,
    Verdict,
    cannot_tell,
    fails,
    kept_by_edge,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    HONEST = passes("answered {status} by itself, without a cache")
    CACHED = fails(Impact.HIGH, "is answered from a cache ({sign}): it says what was, not is")
    REDIRECTED = fails(Impact.MEDIUM, "leads elsewhere ({to}) instead of answering")
    NO_STORE_MISSING = fails(
        Impact.LOW, "does not forbid caches to keep its answer (cache-control: {control})"
    )
    NOT_SEEN = cannot_tell("no answer of the app's own was seen: {why}")
    NOT_APPLICABLE = not_applicable("it is no health route")


def applies(route: Route) -> bool:
    """Look at health routes."""
    return route.kind == "health"


def judge(route: Route, visit: RouteVisit) -> Verdict:
    """Judge who answered, and whether the answer may be an old one."""
    trace = visit.trace
    final = trace.final
    if final.challenge or final.failure is not None or trace.end is not End.FINAL:
        return Outcomes.NOT_SEEN(why=final.challenge or final.detail or str(trace.end))
    if trace.redirect_count:
        return Outcomes.REDIRECTED(to=final.url)
    if sign := kept_by_edge(final):
        return Outcomes.CACHED(sign=sign)
    control = final.header("cache-control")
    if "no-store" not in control.lower():
        return Outcomes.NO_STORE_MISSING(control=control or "none")
    return Outcomes.HONEST(status=final.status)
