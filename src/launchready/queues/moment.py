"""What one reading of a queue saw, and how readings become a look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from msgspec import Struct

from launchready.facts.queues import QueueLook, StuckJob

MAX_STUCK = 50
"""Jobs that workers have, of which a reading looks at each."""
MAX_COUNTED = 10_000
"""Jobs beyond which counting stops where an engine has to count one by one."""


class Moment(Struct, frozen=True):
    """One reading.

    Attributes:
        waiting: jobs that could run now.
        oldest: since when the oldest of them waits, seconds since 1970; None where there is
            none, or where no time is written into jobs.
        head: tells the oldest from others; never shown.
        mark: of the newest, to count what comes after it; b"" where there is none.
        came: jobs that came after the mark that was given; None where they cannot be counted.
        turned_over: that job is gone, and so is all that waited before it.
        running, workers, failed, stuck: see `QueueLook`.
    """

    waiting: int
    oldest: float | None = None
    head: bytes = b""
    mark: bytes = b""
    came: int | None = None
    turned_over: bool = False
    running: int | None = None
    workers: int | None = None
    failed: int | None = None
    stuck: tuple[StuckJob, ...] | None = None


Read = Callable[[bytes], Awaitable[Moment]]
"""Reads a queue once; takes the mark of the newest job that was seen before."""


class Series:
    """Readings of one queue, one after another, and what they say together.

    Args:
        read: reads it.
        now: seconds since 1970.
    """

    def __init__(self, read: Read, now: Callable[[], float] = time.time) -> None:
        self._read = read
        self._now = now
        self._moments: list[Moment] = []
        self._begun = self._read_at = self._unmoved_since = 0.0
        self._all_gone_at: float | None = None
        self._came: int | None = 0
        self.oldest_s = 0.0
        """The greatest age of an oldest waiting job, as far as jobs bear a time."""
        self.deepest = 0
        """The most jobs that waited."""

    async def take(self) -> Moment:
        """Read once more.

        Raises:
            CannotSee, Unreachable: it could not be read.
        """
        before = self._moments[-1] if self._moments else None
        moment = await self._read(before.mark if before else b"")
        at = time.monotonic()
        if before is None:
            self._begun = self._unmoved_since = at
        else:
            if moment.turned_over:
                self._all_gone_at = self._read_at
            if moment.head != before.head:
                self._unmoved_since = at
            both = self._came is not None and moment.came is not None
            self._came = (self._came or 0) + (moment.came or 0) if both else None
        self._read_at = at
        # The first and the last are all that is needed.
        self._moments = [*self._moments[:1], moment]
        self.deepest = max(self.deepest, moment.waiting)
        self.oldest_s = max(self.oldest_s, self._age(moment) or 0.0)
        return moment

    def _age(self, moment: Moment) -> float | None:
        if not moment.waiting:
            return 0.0
        return None if moment.oldest is None else max(0.0, self._now() - moment.oldest)

    def look(self) -> QueueLook:
        """Say what the readings show; there has to be one at least."""
        first, last = self._moments[0], self._moments[-1]
        several = last is not first
        age, gone = self._age(last), self._all_gone_at
        return QueueLook(
            seconds=round(self._read_at - self._begun, 2) if several else 0.0,
            waiting_before=first.waiting,
            waiting=last.waiting,
            age_s=None if age is None else round(age, 1),
            unmoved_s=round(self._read_at - self._unmoved_since, 1) if last.waiting else 0.0,
            younger_than_s=None if gone is None else round(self._read_at - gone, 1),
            came=self._came if several else None,
            running=last.running,
            workers=last.workers,
            failed=last.failed,
            stuck=last.stuck,
        )


async def look(
    read: Read, *, seconds: float, every_s: float, now: Callable[[], float] = time.time
) -> QueueLook:
    """Read a queue again and again for a bounded time; an empty one is read once.

    Args:
        read: reads it.
        seconds: for how long.
        every_s: from one reading to the next.
        now: seconds since 1970.
    """
    series, begun = Series(read, now), time.monotonic()
    while True:
        moment = await series.take()
        if not moment.waiting or time.monotonic() - begun >= seconds:
            return series.look()
        await asyncio.sleep(every_s)
