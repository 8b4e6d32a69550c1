"""How fast the product answered when `launchready perf` read its routes, release by release."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.statements import RouteQueries, Statement


class Spent(Struct, frozen=True):
    """Where the time went, in milliseconds: medians, None where nothing was spent.

    Attributes:
        dns_ms, connect_ms, tls_ms: of a new connection, which is not part of the latency.
        first_byte_ms: from the request to the first octet of the answer.
        body_ms: from there to the last.
        server: names and medians that the product tells in Server-Timing.
    """

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    body_ms: float | None = None
    server: tuple[tuple[str, float], ...] = ()


class Repeats(Struct, frozen=True):
    """Whether a route gives the same answer again and again.

    Attributes:
        answers: right ones, of one run.
        distinct: different bodies among them.
        from_cache: of them, those that a cache in front of the product says it gave.
    """

    answers: int
    distinct: int
    from_cache: int = 0


class RouteSamples(Struct, frozen=True):
    """What came of reading one route a number of times.

    Attributes:
        route: its name; url: secrets masked; kind: as declared.
        target_ms: p95 that it must keep.
        latencies_ms: of right answers, in order, from the request to the last octet on a
            connection that is open; a request that was not answered counts as long as it was
            waited for.
        asked: requests.
        failed: of them, without the declared answer.
        errors: what came instead, and how often.
        hung: of the failed, those without an answer in time.
        size: octets of an answer on the wire, the median.
        spent: where the time went.
        unseen: why it could not be read; empty where it was.
        queries: what it asks of the database; None where nobody looked.
        repeats: how alike its answers were; None where nobody looked.
    """

    route: str
    url: str
    kind: str
    target_ms: int
    latencies_ms: tuple[float, ...] = ()
    asked: int = 0
    failed: int = 0
    errors: tuple[tuple[str, int], ...] = ()
    hung: int = 0
    size: int = 0
    spent: Spent = Spent()
    unseen: str = ""
    queries: RouteQueries | None = None
    repeats: Repeats | None = None


class PerfRun(Struct, frozen=True):
    """One run of `launchready perf`.

    Attributes:
        product: apex domain; environment: "staging" or "production".
        release: what the product said that it runs; "" where it says nothing.
        started_at: aware UTC, whole seconds; duration_s: seconds.
        waited_s: how long an answer was waited for.
        routes: in the order of the manifest.
        launchready: version that ran it.
        statements: of the database that the routes run.
        database_unseen: why a declared database could not be watched; "" where it was, or where
            none is declared.
    """

    product: str
    environment: str
    release: str
    started_at: datetime
    duration_s: float
    routes: tuple[RouteSamples, ...]
    waited_s: float = 10.0
    launchready: str = ""
    statements: tuple[Statement, ...] = ()
    database_unseen: str = ""


class PerfHistory(Fact, frozen=True):
    """The runs of `launchready perf` that are on record beside the manifest.

    Attributes:
        runs: the newest first.
        unreadable: names of files that are no runs.
    """

    runs: tuple[PerfRun, ...] = ()
    unreadable: tuple[str, ...] = ()

    def of_release(self, release: str) -> tuple[PerfRun, ...]:
        """Give the runs of one release, the newest first."""
        return tuple(each for each in self.runs if each.release == release)


def together(runs: tuple[PerfRun, ...]) -> tuple[RouteSamples, ...]:
    """Put the samples of several runs together, route by route, as one run's.

    A route's name, address, target and sizes are those of the newest run, which comes first;
    so is what it asks of the database, and how alike its answers were, where that was seen.
    """
    merged: dict[str, RouteSamples] = {}
    for run in runs:
        for each in run.routes:
            known = merged.get(each.route)
            if known is None:
                merged[each.route] = each
            elif known.url == each.url and not each.unseen:
                errors = dict(known.errors)
                for what, count in each.errors:
                    errors[what] = errors.get(what, 0) + count
                merged[each.route] = RouteSamples(
                    route=known.route,
                    url=known.url,
                    kind=known.kind,
                    target_ms=known.target_ms,
                    latencies_ms=known.latencies_ms + each.latencies_ms,
                    asked=known.asked + each.asked,
                    failed=known.failed + each.failed,
                    errors=tuple(sorted(errors.items())),
                    hung=known.hung + each.hung,
                    size=known.size or each.size,
                    spent=each.spent if known.unseen else known.spent,
                    queries=_newest(known.queries, each.queries),
                    repeats=known.repeats or each.repeats,
                )
    return tuple(merged.values())


def _newest(known: RouteQueries | None, other: RouteQueries | None) -> RouteQueries | None:
    if known is None or (known.unseen and other is not None):
        return other
    return known
