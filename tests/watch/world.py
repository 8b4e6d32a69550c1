"""A small world for tests of the monitor: a clock that is set, looks, and a ledger."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from launchready.watch.decide.hours import Calendar
from launchready.watch.decide.routing import Route
from launchready.watch.model import SECOND, Observation, Rules, Severity, Verdict, Watched
from launchready.watch.store.engine import Engine
from launchready.watch.store.leases import claim
from launchready.watch.store.ledger import PROBING, Ledger, Setting

START = 1_790_000_000_000
"""2026-09-21 14:13:20 UTC, a Monday."""

PAGER = Route("pager", frozenset({"page"}))
SECOND_PERSON = Route("second", frozenset({"page"}), after_ms=300 * SECOND)
MAIL = Route("mail", frozenset({"notify"}))


@dataclass
class Wall:
    """A wall clock that stands still until it is moved, ms."""

    now: int = START

    def __call__(self) -> int:
        """Read it."""
        return self.now

    def pass_(self, seconds: float) -> int:
        """Let time pass; give the new time."""
        self.now += round(seconds * 1000)
        return self.now


def watched(
    name: str, group: str = "app.acme.example", *, severity: Severity = "page", period: int = 60
) -> Watched:
    """Declare a monitor."""
    return Watched(name, "http", group, period * SECOND, Rules(severity=severity))


def look(
    monitor: str,
    at: int,
    verdict: Verdict | bool,
    *,
    latency_ms: float | None = 12.5,
    release: str = "",
) -> Observation:
    """Make a look; True is a good one."""
    if isinstance(verdict, bool):
        verdict = Verdict.UP if verdict else Verdict.DOWN
    reason = "" if verdict is Verdict.UP else "status 500 in place of 200"
    return Observation(monitor, at, verdict, reason, latency_ms, 200, None, release)


def setting(
    *monitors: Watched,
    routes: Sequence[Route] = (PAGER, SECOND_PERSON, MAIL),
    calendar: Calendar | None = None,
) -> Setting:
    """Declare what is watched and who is told."""
    return Setting(
        {each.name: each for each in monitors}, tuple(routes), calendar or Calendar()
    )


@dataclass
class Book:
    """A ledger that holds the lease, on a clock that is set."""

    engine: Engine
    declared: Setting
    wall: Wall = field(default_factory=Wall)
    holder: str = "first"

    def __post_init__(self) -> None:
        numbers = itertools.count(1)
        name = f"{self.holder}-{{}}"
        self.ledger = Ledger(
            self.engine, self.declared, self.wall, lambda: name.format(next(numbers))
        )
        token = claim(self.engine, PROBING, self.holder, self.wall(), 30 * SECOND)
        assert token is not None
        self.token = token
        self.ledger.take_over(token)

    def see(self, monitor: str, *verdicts: Verdict | bool, every: float = 60) -> None:
        """Look at a monitor again and again."""
        for verdict in verdicts:
            at = self.wall.pass_(every)
            self.ledger.record([look(monitor, at, verdict)])


Opener = Callable[[], Engine]
