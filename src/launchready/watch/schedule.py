"""When each monitor is looked at next, and whether time itself went wrong meanwhile.

Deadlines are of the monotonic clock: a wall clock that is set forward or back moves none.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable

from msgspec import Struct

from launchready.watch.model import Gap, MissedWindow

STALL_S = 5.0
"""An event loop that is so late has stalled: what was in flight meanwhile is our fault."""

JUMP_S = 2.0
"""A wall clock that moves so much against the monotonic one was set; NTP slews far less."""


def phase(name: str, period_s: float) -> float:
    """Give a monitor's place in its period, seconds: spread, and the same for ever."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 * period_s


class Schedule:
    """A queue of deadlines; every monitor is due once within its first period.

    Args:
        periods: seconds, by monitor.
        now: monotonic seconds.
    """

    def __init__(self, periods: Iterable[tuple[str, float]], now: float) -> None:
        self._periods = dict(periods)
        self._heap = [(now + phase(name, p), name) for name, p in self._periods.items()]
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        return len(self._heap)

    def wait(self, now: float) -> float:
        """Say how many seconds are left to the next deadline; infinite without monitors."""
        return max(0.0, self._heap[0][0] - now) if self._heap else float("inf")

    def due(self, now: float) -> list[str]:
        """Take what is due; each keeps its place in time, and ticks lost are not made up."""
        found = []
        while self._heap and self._heap[0][0] <= now:
            deadline, name = self._heap[0]
            period = self._periods[name]
            behind = (now - deadline) // period
            heapq.heapreplace(self._heap, (deadline + (behind + 1) * period, name))
            found.append(name)
        return found


class Instant(Struct, frozen=True):
    """One reading of this machine's clocks, seconds.

    Attributes:
        monotonic: stands still in suspend.
        boot: as monotonic, yet goes on in suspend.
        wall: since 1970; may be set.
    """

    monotonic: float
    boot: float
    wall: float


class Guard:
    """Compares readings that should be `expected_s` apart.

    Args:
        expected_s: how far apart they should be.
        start: the first reading.
    """

    def __init__(self, expected_s: float, start: Instant) -> None:
        self._expected = expected_s
        self._last = start

    def look(self, now: Instant) -> MissedWindow | None:
        """Say what went wrong since the last reading, if anything did.

        A window lasts from the last reading to this one, by the new wall clock.  A clock
        that was set is a window without length: looks went on, their dates do not.
        """
        last, self._last = self._last, now
        ran = now.monotonic - last.monotonic
        slept = (now.boot - last.boot) - ran
        jumped = (now.wall - last.wall) - ran - max(slept, 0.0)
        end = int(now.wall * 1000)
        if slept > JUMP_S:
            return MissedWindow(end - int((ran + slept) * 1000), end, Gap.SUSPEND)
        if ran - self._expected > STALL_S:
            return MissedWindow(end - int(ran * 1000), end, Gap.STALL)
        if abs(jumped) > JUMP_S:
            return MissedWindow(end, end, Gap.CLOCK)
        return None
