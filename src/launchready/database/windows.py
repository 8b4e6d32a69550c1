"""Which statements belong to which route: what ran while that route alone was asked.

A window is a few requests to one route, between two readings.  Others use the database in the
meantime, so that a statement is a route's only where it ran in every window that counts, and
what ran while nothing was asked is taken off at the same rate.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from launchready.database.connection import MARK, Reader
from launchready.database.normal import Normal, normalise
from launchready.database.plans import explain
from launchready.database.statements import (
    Counters,
    Entry,
    Snapshot,
    StatementReader,
    open_statements,
)
from launchready.facts.base import CannotSee
from launchready.facts.statements import RouteQueries, RouteStatement, Statement, Watched

MAX_STATEMENTS = 40
"""Statements of one route that are kept, those that take the most of a request first."""
MAX_PLANS = 25
"""Statements of one run whose plans are asked for."""
HEAVY_MS = 5.0
"""Milliseconds of a request from which on a statement's plan is asked for."""
HEAVY_BLOCKS = 500
"""Blocks (4 MB) that one run touches, from which on it is heavy however fast it was: they were
in the cache today."""
LEAST = 0.3
"""Runs for each request, in the window with the least, below which it is no route's."""
FEWEST_WINDOWS = 2


class _Window(Struct, frozen=True):
    requests: int
    seconds: float
    ran: Mapping[Entry, Counters]


@dataclass(slots=True)
class _Route:
    windows: list[_Window] = field(default_factory=list)
    wrong: int = 0
    lost: int = 0


class Windows:
    """Watches the statements of a run, from one window to the next.

    Args:
        reader: the connection.
        statements: what is counted on it.
        now: seconds, for how long a window lasts.
    """

    def __init__(
        self,
        reader: Reader,
        statements: StatementReader,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._statements = statements
        self._now = now
        self._before: Snapshot | None = None
        self._begun = 0.0
        self._idle = _Window(0, 0.0, {})
        self._routes: dict[str, _Route] = {}
        self.unseen = ""

    async def begin(self) -> None:
        """Read for the first time; what runs until the next reading is nobody's."""
        self._before, self._begun = await self._snapshot(), self._now()

    async def _snapshot(self) -> Snapshot | None:
        if self.unseen:
            return None
        try:
            return await self._statements.snapshot()
        except CannotSee as error:
            self.unseen = str(error)
            return None

    async def end_idle(self) -> None:
        """End a window in which nothing was asked."""
        window = await self._end(0)
        if window is not None:
            self._idle = window

    async def end(self, route: str, requests: int, wrong: int) -> None:
        """End a window of one route, and begin the next.

        Args:
            route: its name.
            requests: how many it was sent.
            wrong: of them, without the declared answer; they make the window count for nothing.
        """
        of_route = self._routes.setdefault(route, _Route())
        window = await self._end(requests)
        if wrong:
            of_route.wrong += 1
        elif window is None:
            of_route.lost += 1
        else:
            of_route.windows.append(window)

    async def _end(self, requests: int) -> _Window | None:
        before, begun = self._before, self._begun
        await self.begin()
        after = self._before
        if before is None or after is None or after.epoch != before.epoch:
            return None
        return _Window(requests, max(self._begun - begun, 0.001), after.since(before))

    async def seen(self) -> Watched:
        """Say what belongs to which route, with the plans of what is heavy.

        Raises:
            CannotSee: the database could not be read any longer.
        """
        if self.unseen:
            raise CannotSee(self.unseen)
        queries = {
            entry[1]
            for route in self._routes.values()
            for window in route.windows
            for entry in window.ran
        }
        raw = await self._statements.texts(sorted(queries))
        normal = {query: normalise(text) for query, text in raw.items() if MARK not in text}
        routes = {name: self._queries(route, normal) for name, route in self._routes.items()}
        used = {each.statement for route in routes.values() for each in route.statements}
        known = {each.key: each for each in normal.values() if each.key in used}
        statements = {key: Statement(key, each.text, each.verb) for key, each in known.items()}
        texts = {each.key: raw[query] for query, each in normal.items() if each.single}
        for key in _heavy(routes.values()):
            if statements[key].verb == "select" and key in texts:
                plan = await explain(self._reader, texts[key])
                statements[key] = replace(statements[key], plan=plan)
        return Watched(routes, tuple(statements[key] for key in sorted(statements)))

    def _queries(self, route: _Route, normal: Mapping[int, Normal]) -> RouteQueries:
        if len(route.windows) < FEWEST_WINDOWS:
            return RouteQueries(unseen=_why_not(route))
        requests = sum(each.requests for each in route.windows)
        by_key = [_by_key(each.ran, normal) for each in route.windows]
        idle = _by_key(self._idle.ran, normal)
        rows: list[RouteStatement] = []
        for key in set.intersection(*(set(each) for each in by_key)):
            rate = idle[key].calls / self._idle.seconds if key in idle else 0.0
            calls = [
                _beyond(ran[key].calls, rate * window.seconds) / window.requests
                for ran, window in zip(by_key, route.windows, strict=True)
            ]
            total = Counters()
            for ran in by_key:
                total = total.plus(ran[key])
            least = min(calls)
            if least < LEAST or not total.calls:
                continue
            weighted = sum(
                each * w.requests for each, w in zip(calls, route.windows, strict=True)
            )
            rows.append(_row(key, total, weighted / requests, least))
        rows.sort(key=lambda each: -each.ms_per_request)
        return RouteQueries(requests, len(route.windows), tuple(rows[:MAX_STATEMENTS]))


def _beyond(calls: int, expected: float) -> float:
    """Give how many of some runs are more than what runs anyway; 0 within chance.

    Runs that are independent of each other scatter by the root of their number (Poisson).
    """
    return calls - expected if calls > expected + 3 * math.sqrt(expected) else 0.0


def _row(key: str, total: Counters, per_request: float, least: float) -> RouteStatement:
    return RouteStatement(
        statement=key,
        per_request=round(per_request, 2),
        least_per_request=round(least, 2),
        mean_ms=round(total.total_ms / total.calls, 3),
        max_ms=round(total.max_ms, 3),
        rows=round(total.rows / total.calls, 1),
        blocks=round((total.hit + total.read) / total.calls, 1),
        read=round(total.read / total.calls, 1),
        spilled=round(total.spilled / total.calls, 1),
    )


def _by_key(ran: Mapping[Entry, Counters], normal: Mapping[int, Normal]) -> dict[str, Counters]:
    """Add up what is one statement to a person, however the server counts it."""
    found: dict[str, Counters] = {}
    for (_, query, _), counters in ran.items():
        text = normal.get(query)
        if text is not None and text.verb != "other":
            found[text.key] = found.get(text.key, Counters()).plus(counters)
    return found


def _why_not(route: _Route) -> str:
    if route.wrong:
        return f"{route.wrong} of its windows had a wrong answer, which is no evidence"
    if route.lost:
        return "the server threw statistics out while it was read: raise pg_stat_statements.max"
    return "it was asked too few times for two windows"


def _heavy(routes: Iterable[RouteQueries]) -> list[str]:
    """Give the statements whose plan is worth asking for, the heaviest first."""
    cost: dict[str, float] = {}
    for route in routes:
        for each in route.statements:
            if each.ms_per_request >= HEAVY_MS or each.blocks >= HEAVY_BLOCKS:
                cost[each.statement] = cost.get(each.statement, 0.0) + each.ms_per_request
    return sorted(cost, key=lambda key: -cost[key])[:MAX_PLANS]


async def open_windows(reader: Reader) -> Windows:
    """Begin to watch a database.

    Raises:
        CannotSee: its statements are not counted, or may not be looked at.
    """
    return Windows(reader, await open_statements(reader))
