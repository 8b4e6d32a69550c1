"""How a monitor did over a stretch of time, in so many points as a picture can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec import Struct

from launchready.watch.model import DAY, HOUR, MINUTE, Verdict
from launchready.watch.store.latencies import Latencies, bin_of
from launchready.watch.store.read import Reader
from launchready.watch.store.rows import Look, Stretch

MAX_LOOKS = 20_000
"""Looks of a day that are read one by one: every five seconds."""


class Range(Struct, frozen=True):
    """A stretch of time that can be chosen.

    Attributes:
        key: in the URL.
        title: for people.
        length: ms.
        step: ms of one point.
    """

    key: str
    title: str
    length: int
    step: int


RANGES = {
    each.key: each
    for each in (
        Range("day", "24 hours", DAY, 15 * MINUTE),
        Range("week", "7 days", 7 * DAY, 2 * HOUR),
        Range("month", "30 days", 30 * DAY, 8 * HOUR),
        Range("year", "A year", 365 * DAY, 4 * DAY),
    )
}


class Point(Struct, frozen=True):
    """What was seen in one step.

    Attributes:
        at: when it begins, ms.
        up, down, unjudged: looks.
        p50, p95: of good looks, ms; None where there was none.
    """

    at: int
    up: int
    down: int
    unjudged: int
    p50: float | None
    p95: float | None


class Deploy(Struct, frozen=True):
    """A release that was seen first within the time shown."""

    at: int
    tag: str


class Series(Struct, frozen=True):
    """A monitor over a stretch of time.

    Attributes:
        start, end, step: ms.
        points: in order; steps in which nothing was seen have none.
        deploys: in order.
    """

    start: int
    end: int
    step: int
    points: tuple[Point, ...]
    deploys: tuple[Deploy, ...]


@dataclass(slots=True)
class _Sum:
    up: int = 0
    down: int = 0
    unjudged: int = 0
    latencies: Latencies = field(default_factory=Latencies)

    def point(self, at: int) -> Point:
        p50, p95 = (self.latencies.quantile(q) for q in (0.5, 0.95))
        return Point(at, self.up, self.down, self.unjudged, p50, p95)


def read_series(reader: Reader, monitor: str, range_: Range, now: int) -> Series:
    """Read how a monitor did up to now."""
    step = range_.step
    end = -(-now // step) * step
    start = end - range_.length
    if step < HOUR:
        points = _from_looks(_looks_since(reader, monitor, start), step)
    else:
        points = _from_stretches(reader.stretches(monitor, start, end), step)
    tags = set(reader.summary(monitor, start, end, by_release=True))
    deploys = [
        Deploy(at, each.tag)
        for each in reader.releases()
        # What was told of by CI counts for monitors that no header shows it to, too.
        if each.tag in tags or each.sources
        for at in (each.finished_at or each.first_seen,)
        if start < at < end
    ]
    shown = tuple(point for point in points if start <= point.at < end)
    return Series(start, end, step, shown, tuple(sorted(deploys, key=lambda each: each.at)))


def _looks_since(reader: Reader, monitor: str, start: int) -> list[Look]:
    looks = reader.looks(monitor, limit=MAX_LOOKS)
    return [each for each in looks if each.at >= start]


def _from_looks(looks: Iterable[Look], step: int) -> list[Point]:
    sums: dict[int, _Sum] = defaultdict(_Sum)
    for look in looks:
        total = sums[look.at // step * step]
        if look.verdict is Verdict.UP:
            total.up += 1
            if look.latency_ms is not None:
                total.latencies.bins[bin_of(look.latency_ms)] += 1
        elif look.verdict is Verdict.DOWN and not look.expected:
            total.down += 1
        else:
            total.unjudged += 1
    return [sums[at].point(at) for at in sorted(sums)]


def _from_stretches(stretches: Iterable[Stretch], step: int) -> list[Point]:
    sums: dict[int, _Sum] = defaultdict(_Sum)
    for each in stretches:
        total = sums[each.start // step * step]
        total.up += each.up
        total.down += each.down
        total.unjudged += each.unjudged
        total.latencies.bins.update(each.latencies.bins)
    return [sums[at].point(at) for at in sorted(sums)]


def runs(points: Sequence[Point], step: int) -> list[list[Point]]:
    """Split points with latencies where one is missing: a line must not bridge a gap."""
    timed = [point for point in points if point.p50 is not None]
    found: list[list[Point]] = [[timed[0]]] if timed else []
    for before, point in pairwise(timed):
        if point.at - before.at > step:
            found.append([])
        found[-1].append(point)
    return found
