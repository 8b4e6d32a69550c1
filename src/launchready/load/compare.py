"""Whether one release answers faster or slower than another: by tests, not by looking.

Two questions for each route: have latencies as a whole moved (Mann and Whitney's test), and
has the slow end moved (a permutation test of p90, the farthest that some 60 samples can tell)?
p values are corrected for the number of questions (Holm), and a change counts only where it
matters to somebody: a tenth, and 5 ms.  More errors are a regression where the intervals of
both error rates do not meet.
"""

from __future__ import annotations

import statistics
from enum import StrEnum

from msgspec import Struct

from launchready.facts.performance import RouteSamples
from launchready.load.statistics import holm, mann_whitney, permuted, quantile, wilson

FEWEST = 20
"""Samples of either release that a comparison takes."""
TAIL = 0.9
ALPHA = 0.05
LEAST_SHARE, LEAST_MS = 0.10, 5.0
"""Smallest change that counts; smaller ones are noise to users (our own choice)."""


class Change(StrEnum):
    """What became of a route."""

    REGRESSED = "regressed"
    IMPROVED = "improved"
    CANNOT_TELL = "cannot tell"


class RouteChange(Struct, frozen=True):
    """One route in two releases.

    Attributes:
        route: name; url: of the second.
        change: what became of it; why: in words.
        before, after: medians and p90 in milliseconds, () without samples.
        samples: how many each release has.
        p: the smaller of both tests' p values, corrected; None where nothing was tested.
    """

    route: str
    url: str
    change: Change
    why: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    samples: tuple[int, int]
    p: float | None


def compare(
    first: tuple[RouteSamples, ...], second: tuple[RouteSamples, ...]
) -> tuple[RouteChange, ...]:
    """Compare two releases, route by route, in the order of the second."""
    before = {each.route: each for each in first}
    pairs = [(before.get(each.route), each) for each in second]
    tested = [
        (old, new)
        for old, new in pairs
        if old is not None and _enough(old) and _enough(new)
    ]  # fmt: skip
    values: list[float] = []
    for old, new in tested:
        values.append(mann_whitney(old.latencies_ms, new.latencies_ms))
        values.append(permuted(old.latencies_ms, new.latencies_ms, TAIL))
    corrected = holm(values)
    by_route = {
        new.route: (corrected[2 * n], corrected[2 * n + 1]) for n, (_, new) in enumerate(tested)
    }
    gone = RouteSamples("", "", "", 0)
    return tuple(_change(old or gone, new, by_route.get(new.route)) for old, new in pairs)


def _enough(samples: RouteSamples) -> bool:
    return len(samples.latencies_ms) >= FEWEST


def _figures(samples: RouteSamples) -> tuple[float, ...]:
    if not samples.latencies_ms:
        return ()
    return (
        round(statistics.median(samples.latencies_ms), 2),
        round(quantile(samples.latencies_ms, TAIL).value, 2),
    )


def _change(old: RouteSamples, new: RouteSamples, p: tuple[float, float] | None) -> RouteChange:
    counts = (len(old.latencies_ms), len(new.latencies_ms))
    before, after = _figures(old), _figures(new)
    change = Change.CANNOT_TELL
    if fails_more(old.failed, old.asked, new.failed, new.asked):
        why = f"errors {old.failed} of {old.asked} -> {new.failed} of {new.asked}"
        change = Change.REGRESSED
        return RouteChange(new.route, new.url, change, why, before, after, counts, None)
    if p is None:
        why = f"too few samples: {counts[0]} and {counts[1]}, and {FEWEST} of each are needed"
        return RouteChange(new.route, new.url, change, why, before, after, counts, None)
    moved = [
        (what, before[n], after[n])
        for n, what in enumerate(("median", "p90"))
        if p[n] < ALPHA and matters(before[n], after[n])
    ]
    slower = [each for each in moved if each[2] > each[1]]
    if slower:
        change, moved = Change.REGRESSED, slower
    elif moved:
        change = Change.IMPROVED
    why = "; ".join(f"{what} {old_ms:g} -> {new_ms:g} ms" for what, old_ms, new_ms in moved)
    why = why or (
        f"median {before[0]:g} -> {after[0]:g} ms, p90 {before[1]:g} -> {after[1]:g} ms: "
        "no more than chance, or too little to matter"
    )
    return RouteChange(new.route, new.url, change, why, before, after, counts, round(min(p), 4))


def matters(before: float, after: float) -> bool:
    """Say whether somebody notices a change, both in milliseconds."""
    by = abs(after - before)
    return by >= LEAST_MS and by >= LEAST_SHARE * before


def fails_more(failed: int, asked: int, failed_now: int, asked_now: int) -> bool:
    """Say whether more requests fail than before, by more than chance makes."""
    return wilson(failed_now, asked_now).low > wilson(failed, asked).high
