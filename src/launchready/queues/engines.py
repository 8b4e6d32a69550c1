"""Which engines keep to Redis, and how each is read."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from launchready.net.dial import Dialler
from launchready.net.redis import Redis, RedisUrl, open_redis
from launchready.queues import arq, bullmq, celery, dramatiq, rq, sidekiq
from launchready.queues.moment import Moment, Read

Engine = Callable[[Redis, str, bytes, float, float], Awaitable[Moment]]
"""Reads a queue once: where, its name, the newest job seen before, now, and the longest that
a job may run, both in seconds."""

ON_REDIS: dict[str, Engine] = {
    "arq": arq.read,
    "bullmq": bullmq.read,
    "celery": celery.read,
    "dramatiq": dramatiq.read,
    "rq": rq.read,
    "sidekiq": sidekiq.read,
}


@asynccontextmanager
async def open_on_redis(
    dialler: Dialler,
    url: RedisUrl,
    engine: str,
    name: str,
    *,
    max_run_s: float,
    now: Callable[[], float] = time.time,
) -> AsyncIterator[Read]:
    """Connect to a queue; gives what reads it.

    Args:
        dialler: opens the connection.
        url: of the Redis.
        engine: a key of `ON_REDIS`.
        name: of the queue.
        max_run_s: how long a job may run.
        now: seconds since 1970.

    Raises:
        CannotSee, Unreachable: it did not work, here or in a reading.
    """
    async with open_redis(dialler, url) as redis:

        async def read(mark: bytes) -> Moment:
            return await ON_REDIS[engine](redis, name, mark, now(), max_run_s)

        yield read
