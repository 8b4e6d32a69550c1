"""Counts a whole log, part by part, each kept together with how far the log was read."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from launchready.watch.decide.timeline import Stay, check_tag
from launchready.watch.ingest.formats import Parser, Request
from launchready.watch.ingest.reading import LineReader
from launchready.watch.ingest.routes import RouteTable
from launchready.watch.model import DAY, HOUR
from launchready.watch.store.latencies import bin_of
from launchready.watch.store.traffic import Cell, Cells, Reach

ERRORS_FROM = 500
"""Statuses that are the product's fault."""

EARLIEST = 946_684_800_000
"""The year 2000, ms: before it, a clock was not set."""

MOST_CELLS = 2000
MOST_BINS = 100_000
"""What is held before a part is kept: a few megabytes, however long the log."""

ROUTES_KNOWN = 2000


class Differs(Exception):
    """The log begins as one that was read before, and goes on differently."""


@dataclass(slots=True)
class Tally:
    """What became of a log's lines.

    Attributes:
        counted: requests of declared routes, with a release that is known or not.
        elsewhere: requests of what is not declared.
        unread: lines of no known format; too_long: of more than 64 KB.
        untimed: counted without a latency; unreleased: without a release.
        known: octets that were counted before.
        left: a last line without an end waits for another time.
    """

    counted: int = 0
    elsewhere: int = 0
    unread: int = 0
    too_long: int = 0
    untimed: int = 0
    unreleased: int = 0
    known: int = 0
    left: bool = False


Keep = Callable[[Cells, Reach, Reach], Awaitable[None]]
ReachOf = Callable[[str], Awaitable[Reach]]


class ReleaseOf:
    """Says which release a request was answered by.

    Args:
        fixed: of all of them; empty where the log or the time tells.
        stays: which release ran when.
    """

    def __init__(self, fixed: str, stays: Sequence[Stay]) -> None:
        self._fixed = fixed
        self._stays = sorted(stays, key=lambda each: each.start)
        self._starts = [each.start for each in self._stays]

    def __call__(self, request: Request) -> str:
        """Give the tag; "" where it is not known."""
        if request.release is not None:
            try:
                return check_tag(request.release)
            except ValueError:
                return ""
        if self._fixed:
            return self._fixed
        place = bisect_right(self._starts, request.at) - 1
        if place < 0:
            return ""
        stay = self._stays[place]
        return stay.tag if stay.end is None or request.at < stay.end else ""


@dataclass(slots=True)
class Counter:
    """Counts requests.

    Attributes:
        parse: reads a line.
        routes: says which are declared.
        release_of: says which release answered.
        now: ms; what is a day later than this is no time.
        tally: what became of the lines.
    """

    parse: Parser
    routes: RouteTable
    release_of: ReleaseOf
    now: int
    tally: Tally = field(default_factory=Tally)
    cells: Cells = field(default_factory=dict)
    bins: int = 0
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def add(self, lines: Iterable[bytes]) -> None:
        """Count lines."""
        latest = self.now + DAY
        for line in lines:
            request = self.parse(line)
            if request is None or not EARLIEST <= request.at <= latest:
                self.tally.unread += 1
                continue
            route = self._route(request)
            if not route:
                self.tally.elsewhere += 1
                continue
            self._count(route, request)

    def _route(self, request: Request) -> str:
        key = (request.host, request.target, request.method)
        route = self._known.get(key)
        if route is None:
            route = self.routes.find(*key)
            if len(self._known) < ROUTES_KNOWN:
                self._known[key] = route
        return route

    def _count(self, route: str, request: Request) -> None:
        release = self.release_of(request)
        key = (route, release, request.at // HOUR * HOUR)
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = Cell()
        cell.requests += 1
        self.tally.counted += 1
        self.tally.unreleased += not release
        if request.status >= ERRORS_FROM:
            cell.errors += 1
        elif request.latency_ms is None:
            self.tally.untimed += 1
        else:
            number = bin_of(request.latency_ms)
            self.bins += number not in cell.latencies.bins
            cell.latencies.bins[number] += 1

    @property
    def full(self) -> bool:
        """Say whether what is held should be kept now."""
        return len(self.cells) >= MOST_CELLS or self.bins >= MOST_BINS

    def take(self) -> Cells:
        """Give what is held, and begin anew."""
        cells, self.cells, self.bins = self.cells, {}, 0
        return cells


async def count_log(
    lines: LineReader, counter: Counter, reach_of: ReachOf, keep: Keep
) -> Tally:
    """Count a log from where it was read to.

    Args:
        lines: of the log.
        counter: counts them.
        reach_of: says how far a log was read.
        keep: keeps a part.

    Raises:
        Differs: the log is not the one that was read before.
        Damaged, OSError: it cannot be read on; what was read is kept.
        OutOfStep: somebody else reads it too.
    """
    tally = counter.tally
    name = hashlib.sha256(lines.first_line()).hexdigest()
    before = await reach_of(name)
    if before.octets:
        tally.known = before.octets
        if not lines.skip(before.octets):
            tally.known = lines.octets
            return tally  # an older copy of what was read further
        if lines.digest != before.digest:
            raise Differs
    try:
        for block in lines.blocks():
            counter.add(block)
            if counter.full:
                before = await _keep(lines, counter, before, keep)
    finally:
        if lines.octets > before.octets:
            await _keep(lines, counter, before, keep)
        tally.too_long, tally.left = lines.too_long, lines.left
    return tally


async def _keep(lines: LineReader, counter: Counter, before: Reach, keep: Keep) -> Reach:
    after = Reach(before.name, lines.octets, lines.digest)
    await keep(counter.take(), before, after)
    return after
