"""Every redirect comes to an end, with cookies and without.

Why it matters: a browser gives up on a circle of redirects with an error page, and the
visitor cannot do anything about it.

How to fix: make one place decide on scheme and host. The usual cause is a proxy that
speaks plain http to an origin that redirects to https (Cloudflare: SSL/TLS mode Full
(strict), never Flexible), or two rules that each prefer the other of www and apex.

References: RFC 9110 section 15.4;
https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
"""

from collections.abc import Sequence

from launchready.checks.api import (
    CookielessTraces,
    End,
    EntryPoints,
    Every,
    Impact,
    Product,
    ReturningTraces,
    RouteVisit,
    Trace,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

MINIMUM_BAR = "domain-resolves"
EFFORT_HOURS = 1.0

ENDLESS = {End.LOOP, End.TOO_MANY}


class Outcomes:
    """What the check can find."""

    ENDS = passes("all {count} entry points and routes come to an end")
    LOOP = fails(Impact.BLOCKER, "{start} goes round in circles: {circle}")
    LOOP_WITH_COOKIE = fails(
        Impact.BLOCKER,
        "{start} goes round in circles once its cookie is set: {circle}",
        fix="Look at what {start} does for a browser that brings back the cookies that it "
        "set: a stale or unreadable session must lead to sign-in, not back.",
    )
    LOOP_WITHOUT_COOKIE = fails(
        Impact.MEDIUM,
        "{start} goes round in circles for whoever keeps no cookies: {circle}",
        fix="Answer {start} without waiting for a cookie: search engines, link previews "
        "and monitors keep none.",
    )
    STUCK = fails(
        Impact.BLOCKER,
        "{start} redirects to what no browser can follow: {location}",
        fix="Send a full https address in the Location header that {at} answers with.",
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human at {start}")
    NOT_SEEN = cannot_tell("{reason}")


def judge(
    product: Product,
    entries: EntryPoints,
    cookieless: CookielessTraces,
    returning: ReturningTraces,
    visits: Every[RouteVisit],
) -> Verdict:
    """Judge the worst of all traces; those that share a fault share the finding."""
    traces = [*entries.traces, *(visit.trace for visit in visits.seen.values())]
    if endless := [trace for trace in traces if trace.end in ENDLESS]:
        bare = {trace.start: trace.end for trace in cookieless.traces}
        always = [trace for trace in endless if bare.get(trace.start) is not End.FINAL]
        kind = Outcomes.LOOP if always else Outcomes.LOOP_WITH_COOKIE
        return kind(**_circle(always or endless))
    if endless := [trace for trace in returning.traces if trace.end in ENDLESS]:
        return Outcomes.LOOP_WITH_COOKIE(**_circle(endless))
    if stuck := [trace for trace in traces if trace.end is End.BAD_LOCATION]:
        return Outcomes.STUCK(
            start=stuck[0].start,
            at=stuck[0].final.url,
            location=(stuck[0].detail or stuck[0].final.location)[:200],
            all=_starts(stuck),
        )
    if endless := [trace for trace in cookieless.traces if trace.end in ENDLESS]:
        return Outcomes.LOOP_WITHOUT_COOKIE(**_circle(endless))
    for line in (*entries.unseen, *cookieless.unseen, *returning.unseen):
        return Outcomes.NOT_SEEN(reason=line)
    for trace in entries.traces:
        if trace.final.challenge:
            return Outcomes.CHALLENGED(start=trace.start, challenge=trace.final.challenge)
    return Outcomes.ENDS(count=len(traces))


def _circle(traces: Sequence[Trace]) -> dict[str, str | list[str]]:
    """Describe the first trace by the addresses that it comes back to."""
    urls = [hop.url for hop in traces[0].hops]
    last = urls[-1]
    around = urls[urls.index(last) :] if last in urls[:-1] else urls[-3:]
    shown = around if len(around) <= 5 else [*around[:4], "..."]
    return {
        "start": traces[0].start,
        "circle": " -> ".join(url[:120] for url in shown),
        "all": _starts(traces),
    }


def _starts(traces: Sequence[Trace]) -> list[str]:
    return list(dict.fromkeys(trace.start for trace in traces))
