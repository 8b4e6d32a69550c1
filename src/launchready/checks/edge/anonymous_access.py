"""What only signed-in users may read is refused to everyone else.

Why it matters: a customer's data that opens without a session is a data breach, found by
the first crawler or curious customer, and has to be reported.

How to fix: require a session in front of {route}, on the server and for every method, and
answer strangers 401 or a redirect to the sign-in; then look in the logs for who read it.

References: RFC 9110 section 15.5.2; https://owasp.org/Top10/A01_2021-Broken_Access_Control/
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

EFFORT_HOURS = 2.0

_SIGN_IN_WORDS = ("login", "log-in", "signin", "sign-in", "sign_in", "auth", "sso", "session")


class Outcomes:
    """What the check can find."""

    REFUSED = passes("refuses strangers with {status}")
    SENT_TO_SIGN_IN = passes("sends strangers to {to}")
    SHOWS_SIGN_IN = passes("shows strangers a sign-in form in its place")
    NOT_APPLICABLE = not_applicable("not for signed-in users alone")
    OPEN = fails(Impact.BLOCKER, "is open to anyone: {status} with {size} octets of {type}")
    SHELL = cannot_tell(
        "gives strangers a page that scripts fill: declare the API routes that it reads, as "
        'access = "user", to have those looked at'
    )
    ERROR_IN_200 = cannot_tell("answers 200, with an error in its JSON")
    EMPTY = cannot_tell("answers {status} with nothing in it")
    NOT_THERE = cannot_tell("answers {status}: hidden from strangers, or missing?")
    FAILS = cannot_tell("answers {status}, which says nothing of who may read it")
    CHALLENGED = cannot_tell("{challenge} asked for proof of a human")
    NO_ANSWER = cannot_tell("gives no usable answer: {error}")


def applies(route: Route) -> bool:
    """Leave out public routes, and those that are no place to read."""
    return route.access == "user" and route.kind not in {"webhook", "callback", "login"}


def judge(route: Route, opened: OpenedPage, manifest: Manifest) -> Verdict:
    """Judge where a stranger ends, and what is there."""
    trace, page = opened.trace, opened.page
    final = trace.final
    if final.challenge:
        return Outcomes.CHALLENGED(challenge=final.challenge)
    if trace.end is not End.FINAL:
        return Outcomes.NO_ANSWER(error=trace.detail or final.detail or str(trace.end))
    asked, there = urlsplit(route.url), urlsplit(final.url)
    if final.status in {401, 403}:
        return Outcomes.REFUSED(status=final.status)
    signs_in = _is_sign_in(there.path, manifest) and not _is_sign_in(asked.path, manifest)
    elsewhere = _site(there.hostname) != _site(asked.hostname)
    moved = elsewhere or signs_in or not _same_place(asked.path, there.path)
    if moved and (signs_in or final.status < 400):
        return Outcomes.SENT_TO_SIGN_IN(to=f"{there.hostname}{there.path}")
    if final.status in {404, 405, 410}:
        return Outcomes.NOT_THERE(status=final.status)
    if final.status >= 300:
        return Outcomes.FAILS(status=final.status)
    if page.password_form:
        return Outcomes.SHOWS_SIGN_IN(title=page.title)
    if page.is_shell:
        return Outcomes.SHELL(scripts=page.scripts)
    if opened.json_error:
        return Outcomes.ERROR_IN_200(status=final.status)
    if not final.body.size:
        return Outcomes.EMPTY(status=final.status)
    return Outcomes.OPEN(
        status=final.status,
        size=final.body.size,
        type=final.header("content-type").partition(";")[0] or "no declared type",
        title=page.title,
    )


def _same_place(asked: str, there: str) -> bool:
    """Say whether a path is the one asked for, be it with a slash, suffix or locale added."""
    one, other = asked.strip("/").lower(), there.strip("/").lower()
    if not one:
        return not other or (other.count("/") == 0 and not _names_sign_in(other))
    return one == other or other.endswith(f"/{one}") or other.startswith(f"{one}/")


def _site(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _names_sign_in(path: str) -> bool:
    return any(word in path.lower() for word in _SIGN_IN_WORDS)


def _is_sign_in(path: str, manifest: Manifest) -> bool:
    logins = {urlsplit(route.url).path for route in manifest.routes if route.kind == "login"}
    return path in logins or _names_sign_in(path)
