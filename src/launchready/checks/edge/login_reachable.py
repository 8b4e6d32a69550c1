"""A new visitor gets to the sign-in form, in every browser.

Why it matters: whoever cannot reach the form is locked out of what they paid for, and
writes to support within the hour.

How to fix: open {route} in a private window, follow each redirect in the network panel,
and mend the first answer that is not the sign-in page; serve the form from the product's
own domain.

References: RFC 9110 section 15.4; RFC 6265bis section 7.1 (third-party cookies)
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    End,
    Impact,
    Manifest,
    OpenedPage,
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

    SHOWS_FORM = passes("shows a sign-in form to a new visitor")
    SCRIPTED = passes("opens, and leaves the form to its scripts")
    HANDS_OVER = passes("hands over to {host} to sign in, which answers {status}")
    NOT_APPLICABLE = not_applicable("no login route")
    LOOPS = fails(Impact.BLOCKER, "redirects a new visitor in a loop: {hops}")
    FAILS = fails(Impact.BLOCKER, "answers a new visitor with {status}")
    NO_ANSWER = fails(Impact.BLOCKER, "gives a new visitor no usable answer: {error}")
    NO_FORM = fails(Impact.HIGH, "opens, but shows neither a form nor a way to sign in")
    NO_PAGE = fails(Impact.HIGH, "answers {status} with {type} instead of a page")
    FRAMED = fails(
        Impact.HIGH,
        "shows its form in a frame of {host}: browsers that block third-party cookies, as "
        "Safari does, cannot sign in",
    )
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    TOO_MANY = cannot_tell("answers {status}: too many requests from here")


def applies(route: Route) -> bool:
    """Leave out everything but login routes."""
    return route.kind == "login"


def judge(route: Route, opened: OpenedPage, manifest: Manifest) -> Verdict:
    """Judge what a browser with cookies and without a session ends at."""
    trace, page = opened.trace, opened.page
    final = trace.final
    if challenge := next((hop.challenge for hop in trace.hops if hop.challenge), ""):
        return Outcomes.CHALLENGED(challenge=challenge, status=final.status)
    if trace.end in {End.LOOP, End.TOO_MANY}:
        return Outcomes.LOOPS(hops=[hop.url for hop in trace.hops[:4]], end=trace.end)
    if trace.end in {End.FAILED, End.BAD_LOCATION}:
        return Outcomes.NO_ANSWER(error=trace.detail or final.detail or str(trace.end))
    if final.status == 429:
        return Outcomes.TOO_MANY(status=429)
    if final.status >= 400 and final.status != route.expect:
        return Outcomes.FAILS(status=final.status, url=final.url)
    host = urlsplit(final.url).hostname or ""
    if host != route.host and manifest.host_named(host) is None:
        return Outcomes.HANDS_OVER(host=host, status=final.status)
    if any(form.password or form.identifies for form in page.forms) or page.sign_in_links:
        return Outcomes.SHOWS_FORM(forms=len(page.forms), sign_in_links=page.sign_in_links)
    if not page.html:
        kind = final.header("content-type").partition(";")[0] or "no content type"
        return Outcomes.NO_PAGE(status=final.status, type=kind)
    if page.frames:
        return Outcomes.FRAMED(host=page.frames[0])
    if page.scripts:
        return Outcomes.SCRIPTED(scripts=page.scripts)
    return Outcomes.NO_FORM(title=page.title)
