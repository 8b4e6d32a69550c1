"""Looks at every monitor in its time, and knows when its own time went wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from launchready.facts.base import CannotSee
from launchready.watch.model import Gap, MissedWindow, Observation, Verdict, Watched
from launchready.watch.probe.seen import Look, Seen, down
from launchready.watch.schedule import Guard, Schedule
from launchready.watch.service.clocks import Clocks
from launchready.watch.service.references import References

log = logging.getLogger("launchready.watch")

TICK_S = 1.0
MAX_LOOKS = 500
"""Looks at a time."""

MARGIN_S = 2.0
"""How much longer than its own time-out a look may take before we end it."""

SecondPlace = Callable[[str], Awaitable[Verdict]]
"""Asks another monitor elsewhere about one of ours."""


@dataclass
class Prober:
    """Looks until it is cancelled.

    Attributes:
        watched: every monitor.
        looks: how each is looked at.
        timeouts_s: how long each look may take.
        observe: takes what was seen.
        missed: takes a time in which nothing was seen, and whether it cost a look.
        references: others, whose absence says that we are gone.
        second: another place to ask before a miss is believed.
        clocks: time.
    """

    watched: Mapping[str, Watched]
    looks: Mapping[str, Look]
    timeouts_s: Mapping[str, float]
    observe: Callable[[Observation], None]
    missed: Callable[[MissedWindow, bool], None]
    references: References
    second: SecondPlace | None = None
    clocks: Clocks = field(default_factory=Clocks)
    alone: frozenset[str] = frozenset()
    """Monitors that the second place cannot look at."""
    blind_until: int = 0
    """When we could last not see or hear, ms."""
    ticked_at: float = 0.0
    """When the loop last turned, monotonic seconds."""
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _gone_since: int | None = field(default=None, init=False)
    _soon: set[str] = field(default_factory=set, init=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def soon(self, name: str) -> None:
        """Look at a monitor at once."""
        self._soon.add(name)
        self._wake.set()

    async def run(self) -> None:
        """Look until cancelled; looks in flight are cancelled, too."""
        periods = [(name, each.period_ms / 1000) for name, each in self.watched.items()]
        schedule = Schedule(periods, self.clocks.monotonic())
        guard = Guard(TICK_S, self.clocks.read())
        gate = asyncio.Semaphore(MAX_LOOKS)
        shortest_s = min((period for _, period in periods), default=60.0)
        try:
            while True:
                window = guard.look(self.clocks.read())
                if window is not None:
                    self._lost(window, shortest_s)
                now = self.ticked_at = self.clocks.monotonic()
                soon, self._soon = self._soon, set()
                for name in {*schedule.due(now), *soon}:
                    # One that still runs has its answer coming; two would only add load.
                    if name not in self._running:
                        self._begin(name, gate)
                if self._gone_since is not None:
                    self._begin_once("", self._look_for_network())
                await self._sleep(min(TICK_S, schedule.wait(self.clocks.monotonic())))
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _sleep(self, seconds: float) -> None:
        self._wake.clear()
        if self._soon:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _lost(self, window: MissedWindow, shortest_s: float) -> None:
        costs = window.end - window.start >= shortest_s * 1000 or window.cause is Gap.CLOCK
        log.warning("missed window: %s, %d ms", window.cause, window.end - window.start)
        self.blind_until = max(self.blind_until, window.end)
        self.missed(window, costs)

    def _begin(self, name: str, gate: asyncio.Semaphore) -> None:
        self._begin_once(name, self._turn(name, gate))

    def _begin_once(self, name: str, work: Awaitable[None]) -> None:
        if name in self._running:
            work.close()  # type: ignore[attr-defined]
            return
        task = asyncio.ensure_future(work)
        assert isinstance(task, asyncio.Task)
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name, None))

    async def _turn(self, name: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            self.observe(await self.look(name))

    async def look(self, name: str, *, alone: bool = False) -> Observation:
        """Look at one monitor, and believe a miss only where it is not our own fault.

        Args:
            name: of the monitor.
            alone: do not ask the second place: it is the one that asks.
        """
        began = self.clocks.read()
        limit = self.timeouts_s[name] + MARGIN_S
        seen = await self._see(name, limit)
        if seen.verdict is Verdict.DOWN:
            alone = alone or name in self.alone
            seen = await self._doubt(name, seen, Guard(limit, began), alone=alone)
        return Observation(
            name,
            int(began.wall * 1000),
            seen.verdict,
            seen.reason,
            seen.latency_ms,
            seen.status,
            seen.certificate_ends,
            seen.release,
            seen.phases,
        )

    async def _see(self, name: str, limit: float) -> Seen:
        try:
            async with asyncio.timeout(limit):
                return await self.looks[name]()
        except CannotSee as error:
            return down(str(error))
        except TimeoutError:
            return down(f"no answer within {self.timeouts_s[name]:g} s")
        except Exception as error:  # noqa: BLE001
            # A fault of ours is no downtime of theirs.
            log.error("monitor %s: a fault of ours: %s", name, type(error).__name__)
            return Seen(Verdict.UNJUDGED, f"a fault in launchready: {type(error).__name__}")

    async def _doubt(self, name: str, seen: Seen, guard: Guard, *, alone: bool) -> Seen:
        window = guard.look(self.clocks.read())
        if window is not None and window.cause is not Gap.CLOCK:
            return Seen(Verdict.UNJUDGED, f"launchready did not run ({window.cause.value})")
        if await self.references.gone():
            if self._gone_since is None:
                self._gone_since = self.clocks.now()
            return Seen(Verdict.UNJUDGED, "our own network is gone")
        if self.second is not None and not alone and await self.second(name) is Verdict.UP:
            return Seen(
                Verdict.UNJUDGED, f"good from the second place; from here: {seen.reason}"
            )
        return seen

    async def _look_for_network(self) -> None:
        """End the window of our own absence once somebody answers again."""
        if not await self.references.gone() and self._gone_since is not None:
            window = MissedWindow(self._gone_since, self.clocks.now(), Gap.NETWORK)
            self._gone_since = None
            self._lost(window, 0.0)
