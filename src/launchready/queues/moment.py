"""What one reading of a queue saw, and how readings become a look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from launchready.facts.queues import QueueLook, StuckJob

MAX_STUCK = 50
"""Jobs that workers have, of which a reading looks at each."""
MAX_COUNTED = 10_000
"""Jobs beyond which counting stops where an engine has to count one by one."""


@dataclass(frozen=True, slots=True)
class Moment:
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
    begun = read_at = time.monotonic()
    first = last = await read(b"")
    unmoved_since, came = begun, 0
    counted, all_gone_at = True, None
    while last.waiting and time.monotonic() - begun < seconds:
        await asyncio.sleep(every_s)
        before, last = last, await read(last.mark)
        if last.turned_over:
            all_gone_at = read_at
        read_at = time.monotonic()
        if last.head != before.head:
            unmoved_since = read_at
        counted = counted and last.came is not None
        came += last.came or 0
    ended, several = time.monotonic(), last is not first
    age = None if last.oldest is None else round(max(0.0, now() - last.oldest), 1)
    return QueueLook(
        seconds=round(ended - begun, 2) if several else 0.0,
        waiting_before=first.waiting,
        waiting=last.waiting,
        age_s=age if last.waiting else 0.0,
        unmoved_s=round(ended - unmoved_since, 1) if last.waiting else 0.0,
        younger_than_s=None if all_gone_at is None else round(ended - all_gone_at, 1),
        came=came if counted and several else None,
        running=last.running,
        workers=last.workers,
        failed=last.failed,
        stuck=last.stuck,
    )
