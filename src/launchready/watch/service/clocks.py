"""This machine's clocks, as one thing that tests can set."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct

from launchready.watch.schedule import Instant


def _boot() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Clocks(Struct, frozen=True):
    """Where time is read.

    Attributes:
        monotonic, boot, wall: seconds; see `Instant`.
    """

    monotonic: Callable[[], float] = time.monotonic
    boot: Callable[[], float] = _boot
    wall: Callable[[], float] = time.time

    def read(self) -> Instant:
        """Read all of them."""
        return Instant(self.monotonic(), self.boot(), self.wall())

    def now(self) -> int:
        """Read the wall clock in ms."""
        return int(self.wall() * 1000)
