"""Each declared redirect leads where the manifest says.

Why it matters: old links in mails, search results and partners' pages are the visitors
that came closest to buying; a dead one loses them.

How to fix: redirect {redirect} straight to the address that launchready.toml gives, with
301 or 308 where it is permanent; or correct its [[redirects]] entry.

References: RFC 9110 section 15.4;
https://developers.google.com/search/docs/crawling-indexing/301-redirects
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    End,
    Failure,
    Impact,
    Manifest,
    Redirect,
    RedirectVisit,
    Trace,
    Verdict,
    cannot_tell,
    fails,
    origin,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    AS_DECLARED = passes("leads to {to}, status {status}")
    NOT_REDIRECTED = fails(Impact.HIGH, "answers {status} instead of leading to {to}")
    ELSEWHERE = fails(Impact.HIGH, "leads to {final}, not to {to}")
    LOOPS = fails(Impact.HIGH, "does not come to an end ({end}): {hops}")
    DEAD_END = fails(Impact.HIGH, "leads to {to}, which answers {status}")
    UNREACHABLE = fails(Impact.HIGH, "leads nowhere: {error}")
    TEMPORARY = fails(Impact.MEDIUM, "leads to {to} for now only (status {status})")
    PERMANENT = fails(
        Impact.MEDIUM,
        "leads to {to} for good (status {status}), though it is declared temporary",
        fix="Answer {redirect} with 302 or 307: browsers keep a permanent redirect, and "
        "cannot be told that it is over.",
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    HOST_FAULT = cannot_tell("its host does not answer: {error}")


def judge(redirect: Redirect, visit: RedirectVisit, manifest: Manifest) -> Verdict:
    """Judge where the old URL leads, how, and whether something is there."""
    trace, to = visit.trace, redirect.to
    first, final = trace.hops[0], trace.final
    reached = next((n for n, hop in enumerate(trace.hops) if n and _same(hop.url, to)), None)
    if trace.end in {End.LOOP, End.TOO_MANY, End.BAD_LOCATION}:
        hops = " -> ".join(hop.url[:120] for hop in trace.hops[:4])
        return Outcomes.LOOPS(end=str(trace.end), hops=hops)
    if first.challenge:
        return Outcomes.CHALLENGED(challenge=first.challenge)
    if final.failure and (final is first or reached is None):
        error = final.detail or str(final.failure)
        if final is first or final.failure in {Failure.TLS, Failure.NO_ADDRESS}:
            return Outcomes.HOST_FAULT(error=error)
        return Outcomes.UNREACHABLE(error=error)
    if trace.redirect_count == 0:
        return Outcomes.NOT_REDIRECTED(status=first.status, to=to)
    if reached is None:
        return Outcomes.ELSEWHERE(final=final.url, to=to)
    return _judge_arrival(redirect, trace, reached, manifest)


def _judge_arrival(
    redirect: Redirect, trace: Trace, reached: int, manifest: Manifest
) -> Verdict:
    to, final = redirect.to, trace.final
    permanent = [hop.status in {301, 308} for hop in trace.hops[:reached]]
    odd = next((hop for hop in trace.hops[:reached] if hop.status not in {301, 308}), None)
    if final.challenge:
        return Outcomes.CHALLENGED(challenge=final.challenge)
    if final.failure:
        return Outcomes.HOST_FAULT(error=final.detail or str(final.failure))
    if not 200 <= final.status < 300 and not _guarded(to, final.status, manifest):
        return Outcomes.DEAD_END(to=to, status=final.status)
    if redirect.permanent and odd:
        return Outcomes.TEMPORARY(to=to, status=odd.status)
    if not redirect.permanent and all(permanent):
        return Outcomes.PERMANENT(to=to, status=trace.hops[0].status)
    return Outcomes.AS_DECLARED(to=to, status=trace.hops[0].status)


def _same(url: str, to: str) -> bool:
    """Say whether a URL is the declared one; a query is compared where one is declared."""
    if origin(url) != origin(to):
        return False
    here, there = urlsplit(url), urlsplit(to)
    same_path = (here.path or "/") == (there.path or "/")
    return same_path and (not there.query or here.query == there.query)


def _guarded(to: str, status: int, manifest: Manifest) -> bool:
    """Say whether the answer to a stranger is what the manifest expects."""
    return any(
        status == route.expect or (route.access != "public" and status in {401, 403})
        for route in manifest.routes
        if _same(to, route.url)
    )
