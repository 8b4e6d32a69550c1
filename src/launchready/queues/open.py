"""From a declared queue to what reads it."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from launchready.facts.base import CannotSee
from launchready.facts.queues import QueueLook
from launchready.manifest.schema import Queue
from launchready.net.dial import Dialler, Unreachable
from launchready.net.postgres import NEEDS, is_installed
from launchready.net.redis import read_url
from launchready.queues import rabbitmq
from launchready.queues.engines import ON_REDIS, open_on_redis
from launchready.queues.moment import Read, look
from launchready.queues.pg_table import open_on_postgres

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
        ValueError: the URL is of another kind, or a package is missing; the message holds
            nothing of the URL.
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
    if queue.engine == "rabbitmq":
        broker = rabbitmq.read_url(url)
        if broker.scheme.startswith("amqp") and importlib.util.find_spec("pamqp") is None:
            raise ValueError(rabbitmq.NEEDS)
        return partial(rabbitmq.open_rabbitmq, dialler, broker, queue.name, now)
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("is not a postgresql:// URL")
    if not is_installed():
        raise ValueError(NEEDS)
    return partial(
        open_on_postgres, dialler, url, queue.name, queue.table, float(queue.max_run_s)
    )


async def look_into(
    dialler: Dialler, queue: Queue, url: str, *, seconds: float, every_s: float
) -> QueueLook:
    """Look at a declared queue for a bounded time; an empty one is read once.

    Args:
        dialler: opens connections, by the rules of its network.
        queue: which.
        url: of where it is kept; never shown.
        seconds: for how long.
        every_s: from one reading to the next.

    Raises:
        CannotSee: it could not be read.
    """
    try:
        opens = opener(dialler, queue, url)
    except ValueError as error:
        raise CannotSee(f"{queue.url_env} {error}") from None
    try:
        async with opens() as read:
            return await look(read, seconds=seconds, every_s=every_s)
    except Unreachable as error:
        raise CannotSee(f"{queue.url_env}: {error}") from None
