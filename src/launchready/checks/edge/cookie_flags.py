"""Session cookies are out of reach of scripts, plain http and other sites.

Why it matters: one injected script, or one request over a café's network, takes a session
cookie without these attributes, and the account with it.

How to fix: set {name} with Secure, HttpOnly and SameSite=Lax (framework settings such as
SESSION_COOKIE_SECURE), best under a name that starts with __Host-.

References: RFC 6265bis sections 4.1.2.5 to 4.1.2.7 and 4.1.3
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    EntryPoints,
    Every,
    Impact,
    Manifest,
    Product,
    RouteVisit,
    SetCookie,
    SignInTrace,
    Unseen,
    Verdict,
    Verdicts,
    cannot_tell,
    fails,
    is_session_like,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    SOUND = passes("sets its session cookies with Secure, HttpOnly and SameSite: {names}")
    NOT_APPLICABLE = not_applicable("sets no session cookie, and nobody signs in")
    NOT_SECURE = fails(Impact.HIGH, "goes over plain http, too: Secure is missing")
    READABLE = fails(Impact.HIGH, "can be read by any script: HttpOnly is missing")
    ANY_SITE = fails(
        Impact.MEDIUM, "is sent with requests that other sites make: SameSite=None"
    )
    NO_SAME_SITE = fails(
        Impact.LOW, "leaves it to browsers which sites may send it: no SameSite"
    )
    NONE_SET = cannot_tell(
        "sets no session cookie before the sign-in: with [session] in launchready.toml, those "
        "of signed-in users are looked at"
    )


def judge(
    product: Product,
    entries: EntryPoints,
    visits: Every[RouteVisit],
    sign_in: SignInTrace | Unseen,
    manifest: Manifest,
) -> Verdicts:
    """Judge each session-like cookie of the product's own hosts, by its worst copy."""
    traces = [*entries.traces, *(visit.trace for visit in visits.seen.values())]
    worst: dict[tuple[str, str], tuple[int, Verdict | None]] = {}
    hops = [hop for trace in traces for hop in trace.hops]
    if isinstance(sign_in, SignInTrace):
        hops += sign_in.hops
    for hop in hops:
        host = urlsplit(hop.url).hostname or ""
        if manifest.host_named(host) is None:
            continue
        for cookie in filter(is_session_like, hop.cookies):
            if cookie.max_age == 0 or cookie.rejected:
                continue  # being deleted, or never stored: another check's
            place = (host, cookie.name)
            worst[place] = max(
                worst.get(place, (0, None)), _fault(cookie), key=lambda each: each[0]
            )
    if not worst:
        signs_in = any(
            route.kind == "login" or route.access == "user" for route in manifest.routes
        )
        return Outcomes.NONE_SET() if signs_in else Outcomes.NOT_APPLICABLE()
    verdicts = [
        verdict.at(f"{name} of {host}")
        for (host, name), (_, verdict) in worst.items()
        if verdict
    ]
    return verdicts or Outcomes.SOUND(names=sorted({name for _, name in worst}))


def _fault(cookie: SetCookie) -> tuple[int, Verdict | None]:
    """Find what is worst about a cookie: how bad, and the verdict."""
    name = cookie.name
    if not cookie.secure:
        return 4, Outcomes.NOT_SECURE(name=name)
    if not cookie.http_only:
        return 3, Outcomes.READABLE(name=name)
    if cookie.same_site == "none":
        return 2, Outcomes.ANY_SITE(name=name)
    if not cookie.same_site:
        return 1, Outcomes.NO_SAME_SITE(name=name)
    return 0, None
