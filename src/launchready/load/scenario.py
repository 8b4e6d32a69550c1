"""What load is put on a product: phases with rates, and routes with weights.

Pure: when each request is due, and which it is, follows from the scenario alone.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

MAX_FACTOR = 10.0
"""Of the declared peak: launchready never loads a product beyond it."""

_GOLDEN = (math.sqrt(5) - 1) / 2


class TooMuch(ValueError):
    """A scenario would load the product beyond its ceiling; the message says by what."""


class Phase(Struct, frozen=True):
    """A stretch of time with a rate that is constant, or changes linearly.

    Attributes:
        name: "1x", "ramp up", "10x" ...
        seconds: length.
        start_rps, end_rps: requests a second at its beginning and end.
    """

    name: str
    seconds: float
    start_rps: float
    end_rps: float

    @property
    def requests(self) -> float:
        """Give how many requests fall due within it, as a fraction."""
        return self.seconds * (self.start_rps + self.end_rps) / 2

    def due(self, count: float) -> float:
        """Give the seconds after which `count` requests have fallen due."""
        slope = (self.end_rps - self.start_rps) / self.seconds
        if abs(slope) * self.seconds < 1e-9:
            return count / self.start_rps
        root = math.sqrt(max(self.start_rps**2 + 2 * slope * count, 0.0))
        return (root - self.start_rps) / slope

    def rate(self, second: float) -> float:
        """Give the rate at a moment of it."""
        return self.start_rps + (self.end_rps - self.start_rps) * second / self.seconds


@dataclass(frozen=True, slots=True)
class LoadRoute:
    """A route that is loaded.

    Attributes:
        name, url: as declared.
        target_s: p95 that it must keep, in seconds.
        expect: status of a right answer.
        weight: share of the requests, relative to the others'.
        headers: credentials and the like; never shown.
    """

    name: str
    url: str
    target_s: float
    expect: int = 200
    weight: float = 1.0
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class Arrival(Struct, frozen=True):
    """One request that is due.

    Attributes:
        at_s: seconds after the beginning.
        phase, route: indices into the scenario's.
    """

    at_s: float
    phase: int
    route: int


class Scenario(Struct, frozen=True):
    """Phases one after another, and routes mixed by weight.

    Attributes:
        phases, routes: at least one each.
        ceiling_rps: what no phase may go beyond.

    Raises:
        TooMuch: a phase goes beyond the ceiling.
    """

    phases: tuple[Phase, ...]
    routes: tuple[LoadRoute, ...]
    ceiling_rps: float

    def __post_init__(self) -> None:
        most = max(max(each.start_rps, each.end_rps) for each in self.phases)
        if most > self.ceiling_rps * (1 + 1e-9):
            raise TooMuch(f"{most:g} requests a second is over {self.ceiling_rps:g}")

    @property
    def seconds(self) -> float:
        """Give the length of all phases."""
        return sum(each.seconds for each in self.phases)

    def arrivals(self) -> Iterator[Arrival]:
        """Give every request in the order in which they are due.

        They are evenly spaced, since chance would put more into one second than the ceiling
        allows.  Routes follow the golden ratio: each takes its share in any stretch of time.
        """
        bounds = list(itertools.accumulate(each.weight for each in self.routes))
        number, begun, owed = 0, 0.0, 0.0
        for index, phase in enumerate(self.phases):
            count = 1.0 - owed  # what the phase before left over counts towards its first
            while count <= phase.requests + 1e-9:
                share = (number * _GOLDEN) % 1.0 * bounds[-1]
                route = min(bisect.bisect_right(bounds, share), len(bounds) - 1)
                yield Arrival(begun + phase.due(count), index, route)
                number += 1
                count += 1.0
            owed = phase.requests - (count - 1.0)
            begun += phase.seconds


def spike(
    peak_rps: float,
    routes: Sequence[LoadRoute],
    *,
    factor: float = MAX_FACTOR,
    max_rps: float | None = None,
    baseline_s: float = 20.0,
    ramp_s: float = 10.0,
    hold_s: float = 30.0,
    recovery_s: float = 30.0,
) -> Scenario:
    """Make the scenario of a spike: 1x, up to `factor` x, and back to 1x.

    Args:
        peak_rps: the product's declared normal peak.
        routes: that are mixed.
        factor: of the peak; at most 10.
        max_rps: a declared rate that is kept to beside that.
        baseline_s: seconds at the peak before.
        ramp_s: seconds on the way up, and again on the way down.
        hold_s: seconds of the spike itself.
        recovery_s: seconds at the peak after it.

    Raises:
        TooMuch: the factor is over 10, or the peak itself is over the declared rate.
    """
    if factor > MAX_FACTOR:
        raise TooMuch(f"{factor:g} times the peak is over {MAX_FACTOR:g} times")
    ceiling = min(peak_rps * factor, max_rps if max_rps is not None else math.inf)
    if ceiling < peak_rps:
        raise TooMuch(f"the peak of {peak_rps:g} requests a second is over {ceiling:g}")
    name = f"{ceiling / peak_rps:g}x"
    phases = (
        Phase("1x", baseline_s, peak_rps, peak_rps),
        Phase("ramp up", ramp_s, peak_rps, ceiling),
        Phase(name, hold_s, ceiling, ceiling),
        Phase("ramp down", ramp_s, ceiling, peak_rps),
        Phase("back at 1x", recovery_s, peak_rps, peak_rps),
    )
    return Scenario(phases, tuple(routes), ceiling)
