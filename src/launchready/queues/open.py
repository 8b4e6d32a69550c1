"""From a declared queue to what reads it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from launchready.manifest.schema import Queue
from launchready.net.dial import Dialler
from launchready.net.redis import read_url
from launchready.queues.engines import ON_REDIS, open_on_redis
from launchready.queues.moment import Read

Opener = Callable[[], AbstractAsyncContextManager[Read]]
"""Connects to a queue, and gives what reads it; raises `CannotSee` or `Unreachable`."""


def opener(
    dialler: Dialler, queue: Queue, url: str, now: Callable[[], float] = time.time
) -> Opener:
    """Make what connects to a declared queue.

    Args:
        dialler: opens connections, by the rules of its network.
        queue: which.
        url: of where it is kept; never shown.
        now: seconds since 1970.

    Raises:
        ValueError: the URL is of another kind; the message holds nothing of it.
    """
    if queue.engine in ON_REDIS:
        place = read_url(url)
        return partial(
            open_on_redis,
            dialler,
            place,
            queue.engine,
            queue.name,
            max_run_s=queue.max_run_s,
            now=now,
        )
    raise ValueError(f"no queue of {queue.engine} can be looked into")
