"""What each release was like: p95 and error rate, beside the one before it.

Of probes by monitor, of access logs by route.  The older release is judged by its last
week, the newer by its first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from msgspec import Struct

from launchready.load.counted import Counted, Judgement, Turn, judge_counted, overall
from launchready.watch.decide.timeline import Release, Stay
from launchready.watch.model import DAY, HOUR, Verdict
from launchready.watch.store.deploys import read_timeline
from launchready.watch.store.engine import Transaction
from launchready.watch.store.latencies import Latencies, bin_of
from launchready.watch.store.ledger import fact
from launchready.watch.store.looks import CODES, PER_MS
from launchready.watch.store.traffic import read_traffic

WINDOW = 7 * DAY
"""One week: a day of business and a Sunday are no fair comparison."""

Kind = Literal["probes", "traffic"]


class Measured(Struct, frozen=True):
    """One monitor, or one route, in a release and in the one before.

    Attributes:
        kind: "probes" of a monitor, or "traffic" of a route as access logs tell it.
        name: of the monitor or the route.
        after: the release; before: the one before it, empty where there is none.
        judgement: what is said of it.
    """

    kind: Kind
    name: str
    after: Counted
    before: Counted
    judgement: Judgement


class ReleaseFigures(Struct, frozen=True):
    """A release beside the one before it.

    Attributes:
        release: which.
        before: tag of the one that it is held against; empty where there is none.
        start, end: of the time that is judged, ms.
        measured: by kind and name.
        turn: what is said of it as a whole.
    """

    release: Release
    before: str
    start: int
    end: int
    measured: tuple[Measured, ...]
    turn: Turn


def read_figures(
    run: Transaction, tag: str, now: int, against: str = ""
) -> ReleaseFigures | None:
    """Read what a release was like.

    Args:
        run: a transaction.
        tag: the release.
        now: ms.
        against: the one that it is held against; the one before it where empty.

    Returns:
        None where the release, or the one it is to be held against, is not known.
    """
    timeline = read_timeline(run)
    known = {each.tag: each for each in timeline.releases()}
    if tag not in known or (against and against not in known):
        return None
    stay = timeline.stay(tag)
    earlier = timeline.stay(against) if against else timeline.before(tag)
    named = against or (earlier.tag if earlier else "")
    if stay is None:
        return ReleaseFigures(known[tag], named, now, now, (), Turn.CANNOT_TELL)
    start, end = stay.start, min(stay.end or now, stay.start + WINDOW, now)
    after = _counted(run, tag, start, end)
    before: dict[tuple[Kind, str], Counted] = {}
    if earlier is not None:
        before = _counted(run, earlier.tag, *_last_week(earlier, now))
    keys = sorted(after.keys() | before.keys())
    nothing = Counted()
    pairs = [(before.get(key, nothing), after.get(key, nothing)) for key in keys]
    judgements = judge_counted(pairs)
    measured = tuple(
        Measured(*key, new, old, judgement)
        for key, (old, new), judgement in zip(keys, pairs, judgements, strict=True)
    )
    return ReleaseFigures(known[tag], named, start, end, measured, overall(judgements))


def _last_week(stay: Stay, now: int) -> tuple[int, int]:
    end = now if stay.end is None else stay.end
    return max(stay.start, end - WINDOW), end


def _counted(
    run: Transaction, tag: str, start: int, end: int
) -> dict[tuple[Kind, str], Counted]:
    found: dict[tuple[Kind, str], _Sum] = defaultdict(_Sum)
    _add_hours(run, tag, start, end, found)
    for route, requests, errors, latencies in read_traffic(run, tag, start, end):
        total = found["traffic", route]
        total.requests += requests
        total.errors += errors
        total.latencies.add_encoded(latencies)
    return {
        key: Counted(total.requests, total.errors, total.latencies.by_ms())
        for key, total in found.items()
        if total.requests
    }


class _Sum:
    def __init__(self) -> None:
        self.requests = self.errors = 0
        self.latencies = Latencies()


def _add_hours(
    run: Transaction,
    tag: str,
    start: int,
    end: int,
    found: dict[tuple[Kind, str], _Sum],
) -> None:
    """Add looks: whole hours as they were summed up, and the rest look by look.

    Looks that no release header came with are those of the release that ran.
    """
    first, last = -(-start // HOUR) * HOUR, end // HOUR * HOUR
    summed = max(first, min(last, int(fact(run, "hours_until") or 0)))
    for monitor, up, down, latencies in run.all(
        "SELECT m.name, h.up, h.down, h.latencies FROM hours h"
        " JOIN monitors m ON m.id = h.monitor LEFT JOIN releases r ON r.id = h.released"
        " WHERE h.at >= ? AND h.at < ? AND COALESCE(r.tag, ?) = ?",
        first, summed, tag, tag,
    ):  # fmt: skip
        total = found["probes", monitor]
        total.requests += up + down
        total.errors += down
        total.latencies.add_encoded(bytes(latencies))
    _add_looks(run, tag, start, min(first, end), found)
    _add_looks(run, tag, summed, end, found)


def _add_looks(
    run: Transaction,
    tag: str,
    start: int,
    end: int,
    found: dict[tuple[Kind, str], _Sum],
) -> None:
    for monitor, code, latency in run.all(
        "SELECT m.name, l.verdict, l.latency FROM monitors m JOIN looks l ON l.monitor = m.id"
        " LEFT JOIN releases r ON r.id = l.released"
        " WHERE l.at >= ? AND l.at < ? AND l.verdict < ? AND COALESCE(r.tag, ?) = ?",
        start, end, CODES[Verdict.UNJUDGED], tag, tag,
    ):  # fmt: skip
        total = found["probes", monitor]
        total.requests += 1
        if code == CODES[Verdict.DOWN]:
            total.errors += 1
        elif latency is not None:
            total.latencies.bins[bin_of(latency / PER_MS)] += 1
