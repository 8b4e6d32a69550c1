"""What customers may see: of the monitors with a public name, whether they are up, and were.

Nothing else of a monitor is public: not its own name, its address, nor why it is down.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from launchready.watch.model import DAY, Status
from launchready.watch.service.hand import StoreHand
from launchready.watch.store.read import Reader
from launchready.web import incidents
from launchready.web.incidents import Update
from launchready.web.series import Point, Range, read_series

DAYS = 90
"""Days of uptime that are shown."""

PAST = 14 * DAY
"""How far back outages are told."""

FRESH_MS = 15_000
"""How old an answer may be: however many customers look at once, the store is asked once."""

State = Literal["up", "down", "unknown"]


class Item(Struct, frozen=True):
    """One thing that customers know.

    Attributes:
        name: what they know it by.
        state: down where any of its monitors is.
        days: what was seen, by day.
        uptime: the share of good looks in them.
    """

    name: str
    state: State
    days: tuple[Point, ...]
    uptime: float | None


class Outage(Struct, frozen=True):
    """One incident as customers saw it.

    Attributes:
        id: of the incident.
        names: what was down.
        start: ms; end: ms, None while it is.
        updates: what they were told, the newest first.
    """

    id: str
    names: tuple[str, ...]
    start: int
    end: int | None
    updates: tuple[Update, ...]

    @property
    def changed_at(self) -> int:
        """Say when something about it changed last, ms."""
        return max(self.start, self.end or 0, *(each.at for each in self.updates))


class Snapshot(Struct, frozen=True):
    """All that is public, at a moment in ms."""

    at: int
    items: tuple[Item, ...]
    outages: tuple[Outage, ...]

    @property
    def state(self) -> State:
        """Say how everything together is."""
        states = {item.state for item in self.items}
        return "down" if "down" in states else "unknown" if "unknown" in states else "up"


class Board:
    """Keeps what is public for a few seconds.

    Args:
        hand: the store.
        now: the wall clock, ms.
    """

    def __init__(self, hand: StoreHand, now: Callable[[], int]) -> None:
        self._hand, self._now = hand, now
        self._lock = asyncio.Lock()
        self._kept: Snapshot | None = None
        self._names: Mapping[str, str] = {}

    def forget(self) -> None:
        """Ask the store again the next time."""
        self._kept = None

    async def look(self, names: Mapping[str, str]) -> Snapshot:
        """Give what is public.

        Args:
            names: by monitor, what customers know it by.

        Raises:
            StoreError: it cannot be read.
        """
        async with self._lock:
            now, kept = self._now(), self._kept
            if kept and self._names == names and abs(now - kept.at) < FRESH_MS:
                return kept
            self._names = dict(names)
            self._kept = await self._hand.read(lambda reader: _look(reader, names, now))
            return self._kept


def _look(reader: Reader, names: Mapping[str, str], now: int) -> Snapshot:
    monitors = {each.name: each.status for each in reader.monitors()}
    groups: dict[str, list[str]] = defaultdict(list)
    for monitor, name in names.items():
        if monitor in monitors:
            groups[name].append(monitor)
    items = []
    for name, members in groups.items():
        days = _days(reader, members, now)
        up, down = sum(each.up for each in days), sum(each.down for each in days)
        uptime = up / (up + down) if up + down else None
        items.append(Item(name, _state([monitors[each] for each in members]), days, uptime))
    return Snapshot(now, tuple(items), _outages(reader, names, now))


def _state(statuses: list[Status]) -> State:
    if Status.DOWN in statuses:
        return "down"
    return "unknown" if Status.UNKNOWN in statuses else "up"


def _days(reader: Reader, monitors: list[str], now: int) -> tuple[Point, ...]:
    sums: dict[int, tuple[int, int, int]] = {}
    for monitor in monitors:
        for point in read_series(reader, monitor, Range("", "", DAYS * DAY, DAY), now).points:
            up, down, unjudged = sums.get(point.at, (0, 0, 0))
            sums[point.at] = (up + point.up, down + point.down, unjudged + point.unjudged)
    return tuple(Point(at, *sums[at], None, None) for at in sorted(sums))


def _outages(reader: Reader, names: Mapping[str, str], now: int) -> tuple[Outage, ...]:
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for identity, _, monitor, since, until in reader.within(
        lambda run: incidents.since(run, now - PAST)
    ):
        if monitor in names:
            found[identity].append((names[monitor], since, until))
    told = reader.within(lambda run: incidents.updates(run, list(found)))
    outages = []
    for identity, members in found.items():
        open_ = any(not until for _, _, until in members)
        shown = sorted({name for name, _, _ in members})
        start, end = min(each[1] for each in members), max(each[2] for each in members)
        updates = tuple(each for each in told if each.incident == identity)
        outages.append(Outage(identity, tuple(shown), start, None if open_ else end, updates))
    return tuple(outages)
