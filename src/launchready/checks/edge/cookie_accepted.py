"""Browsers keep every cookie that the product sets.

Why it matters: a cookie that a browser drops is a session that never begins: the sign-in
form just comes back, in some browsers or for all customers.

How to fix: correct the attribute named ({reasons}) where the cookie is set: usually a
Domain of another host, or Secure behind a proxy that speaks http to the application.

References: RFC 6265bis section 5.7
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
    fails,
    is_session_like,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    KEPT = passes("sets {count} cookies that browsers keep: {names}")
    NONE_SET = not_applicable("sets no cookie for a visitor without a session")
    SESSION_DROPPED = fails(
        Impact.BLOCKER, "browsers drop it, and with it the session: {reasons}"
    )
    DROPPED = fails(Impact.MEDIUM, "browsers drop it: {reasons}")


def judge(
    product: Product,
    entries: EntryPoints,
    visits: Every[RouteVisit],
    sign_in: SignInTrace | Unseen,
    manifest: Manifest,
) -> Verdicts:
    """Judge each cookie that the product's own hosts set, once for each host and name."""
    traces = [*entries.traces, *(visit.trace for visit in visits.seen.values())]
    found: dict[tuple[str, str], list[tuple[str, SetCookie]]] = {}
    hops = [hop for trace in traces for hop in trace.hops]
    if isinstance(sign_in, SignInTrace):
        hops += sign_in.hops
    for hop in hops:
        host = urlsplit(hop.url).hostname or ""
        if manifest.host_named(host) is not None:
            for cookie in hop.cookies:
                found.setdefault((host, cookie.name), []).append((hop.url, cookie))
    if not found:
        return Outcomes.NONE_SET()
    verdicts = [
        verdict.at(f"{name} of {host}")
        for (host, name), copies in found.items()
        if (verdict := _judge_copies(copies))
    ]
    names = sorted({name for _, name in found})
    return verdicts or Outcomes.KEPT(count=len(found), names=names[:20])


def _judge_copies(copies: list[tuple[str, SetCookie]]) -> Verdict | None:
    """Judge every time that a host set one cookie; None where browsers keep it."""
    kept = [cookie for _, cookie in copies if not cookie.rejected]
    # What plain http could not set, the https page after it has: nothing is lost.
    dropped = [
        cookie
        for url, cookie in copies
        if cookie.rejected and not (kept and url.startswith("http:"))
    ]
    if not dropped:
        return None
    losing = is_session_like(dropped[0]) and not kept
    outcome = Outcomes.SESSION_DROPPED if losing else Outcomes.DROPPED
    return outcome(reasons=sorted({cookie.rejected for cookie in dropped}), seen=len(copies))
