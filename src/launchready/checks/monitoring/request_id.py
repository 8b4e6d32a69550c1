"""Answers carry an id by which the request is found in the log.

Why it matters: a customer who can quote an id is helped in a minute. One who says "this morning
it did not work" starts a search through every line of that morning.

How to fix: have the app, or the proxy before it, set X-Request-ID on every answer, take it over
where the caller sent one, and log it on every line (Django: django-guid; Rails: request_id is
there; Express: express-request-id; nginx: proxy_set_header X-Request-ID $request_id).

References: https://www.w3.org/TR/trace-context/; RFC 9110 section 5.1
"""

from launchready.checks.api import (
    Impact,
    Route,
    RouteVisit,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0

APP_IDS = (
    "x-request-id", "request-id", "x-correlation-id", "x-trace-id", "traceparent",
    "traceresponse", "x-amzn-requestid", "x-amzn-trace-id", "x-b3-traceid", "x-vercel-id",
    "fly-request-id", "x-railway-request-id", "x-cloud-trace-context",
)  # fmt: skip
EDGE_IDS = ("cf-ray", "x-amz-cf-id", "x-fastly-request-id", "x-served-by")


class Outcomes:
    """What the check can find."""

    SENT = passes("answers carry {header}")
    EDGE_ONLY = fails(
        Impact.LOW, "answers carry the proxy's {header} only, which the app's log does not know"
    )
    MISSING = fails(Impact.MEDIUM, "answers carry no request id")
    NO_ANSWER = cannot_tell("gives no answer of the app's to look at: {error}")
    NOT_APPLICABLE = not_applicable("no app makes this answer for a caller")


def applies(route: Route) -> bool:
    """Look at what the app itself answers, and at those routes a customer would report."""
    return route.kind in {"api", "write", "login", "health"} and route.access != "service"


def judge(route: Route, visit: RouteVisit) -> Verdict:
    """Look for an id among the header fields of the answer."""
    final = visit.trace.final
    if error := final.challenge or final.detail or final.failure:
        return Outcomes.NO_ANSWER(error=str(error))
    for name in APP_IDS:
        if final.has_header(name):
            return Outcomes.SENT(header=name)
    for name in EDGE_IDS:
        if final.has_header(name):
            return Outcomes.EDGE_ONLY(header=name)
    return Outcomes.MISSING()
