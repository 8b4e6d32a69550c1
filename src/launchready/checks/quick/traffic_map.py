"""Every entry point lands on a declared host that answers.

Entry points are http and https on the apex, on www and on every declared host, and the
declared pages and health routes that anybody may read.  The table of every hop is the
domain map in the report; `launchready dns` prints it alone.

Why it matters: a visitor who types an address, follows an old link or opens a mail gets
nowhere, or somewhere that nobody at the company knows of; after a DNS change, nobody can
say where traffic lands.

How to fix: open {first} in a private window and follow it: repair the DNS record, redirect
or server that ends it; or, where it is meant to land there, declare that host with its role
in launchready.toml. Then compare with: launchready dns

References: RFC 9110 sections 15.3 and 15.4; RFC 1034 section 3.6
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    End,
    EntryPoints,
    Every,
    Failure,
    Impact,
    Manifest,
    Product,
    Route,
    RouteVisit,
    Trace,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

ROOTLESS_ROLES = {"api", "assets", "other"}
"""Hosts whose own front page nobody visits: a 404 there is as good as any answer."""


class Outcomes:
    """What the check can find."""

    ALL_LAND = passes("{count} entry points land where they should: {landings}")
    NOWHERE = fails(Impact.BLOCKER, "an entry point goes nowhere: {problems}")
    ELSEWHERE = fails(
        Impact.HIGH, "an entry point lands on a host that nobody declared: {problems}"
    )
    NOT_SEEN = cannot_tell("not every entry point could be followed: {unseen}")


def judge(
    product: Product, entries: EntryPoints, visits: Every[RouteVisit], manifest: Manifest
) -> Verdict:
    """Judge where every entry point and open page lands; the worst of it first."""
    known = {host.name for host in manifest.all_hosts}
    nowhere: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    unseen = list(entries.unseen)
    landings: dict[str, None] = {}
    traces = [(trace, 0) for trace in entries.traces if not _leave_out(trace, entries, known)]
    open_routes = [route for route in manifest.routes if _is_open(route)]
    for route in open_routes:
        visit = visits.seen.get(route.target)
        if visit is not None:
            traces.append((visit.trace, route.expect))
    for trace, expected in traces:
        host = urlsplit(trace.final.url).hostname or ""
        if trace.final.challenge:
            unseen.append(f"{trace.start}: {trace.final.challenge} asked for proof of a person")
        elif _has_its_own_check(trace):
            unseen.append(f"{trace.start}: {_trouble(trace, manifest, expected)}")
        elif trouble := _trouble(trace, manifest, expected):
            nowhere[trace.start] = trouble
        elif host not in known:
            elsewhere[trace.start] = f"to {host} ({trace.final.status})"
        else:
            landings[host] = None
    for outcome, found in ((Outcomes.NOWHERE, nowhere), (Outcomes.ELSEWHERE, elsewhere)):
        if found:
            problems = [f"{start}: {what}" for start, what in found.items()]
            shown = [
                *problems[:4],
                *([f"and {len(problems) - 4} more"] if problems[4:] else []),
            ]
            return outcome(first=next(iter(found)), problems=shown, all_problems=problems)
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    return Outcomes.ALL_LAND(count=len(traces), landings=tuple(landings))


def _is_open(route: Route) -> bool:
    return route.access == "public" and route.kind in {"page", "report", "health"}


def _leave_out(trace: Trace, entries: EntryPoints, known: set[str]) -> bool:
    """Leave out a www that nobody declared, and a closed port 80 beside an open 443."""
    first = trace.hops[0]
    parts = urlsplit(trace.start)
    host = parts.hostname or ""
    if first.failure is Failure.NO_ADDRESS and host not in known:
        return True
    if parts.scheme == "http" and first.failure is Failure.REFUSED:
        secure = (each for each in entries.traces if each.start == f"https://{host}/")
        return any(each.hops[0].status for each in secure)
    return False


def _has_its_own_check(trace: Trace) -> bool:
    """Say whether DNS, TLS or a loop ended it: their checks raise that, once."""
    endless = trace.end in {End.LOOP, End.TOO_MANY}
    return endless or trace.final.failure in {Failure.NO_ADDRESS, Failure.TLS}


def _trouble(trace: Trace, manifest: Manifest, expected: int) -> str:
    """Say why a trace goes nowhere, or ""."""
    final = trace.final
    status = final.status
    if trace.end is End.LOOP:
        return "redirects in a circle"
    if trace.end is End.TOO_MANY:
        return f"redirects without end ({trace.redirect_count} followed)"
    if trace.end is End.BAD_LOCATION:
        return f"redirects to what is no address ({trace.detail})"
    if final.failure is not None or not status:
        return final.detail or trace.detail or str(final.failure or trace.end)
    if 200 <= status < 300 or status == expected:
        return ""
    host = manifest.host_named(urlsplit(final.url).hostname or "")
    rootless = host is not None and host.role in ROOTLESS_ROLES and not expected
    return "" if rootless and status < 500 else f"answers {status}"
