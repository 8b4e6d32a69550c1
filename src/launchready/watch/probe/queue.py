"""A queue whose oldest waiting job must not be too old: the engines that keep to Redis.

How each keeps its jobs is no interface that it promises: what is found otherwise is said
to be unknown here, and never taken for an empty queue.  Celery writes no time into a
message: there, the age is how long the same message has been the oldest, seen from here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from launchready.watch.model import Verdict
from launchready.watch.probe.dial import Dialler, Unreachable
from launchready.watch.probe.redis import Redis, RedisUrl, open_redis
from launchready.watch.probe.seen import Seen, down


@dataclass(slots=True)
class QueueLook:
    """Looks at one queue, again and again.

    Attributes:
        dialler: opens connections.
        url: of the Redis.
        engine: which library keeps the queue.
        name: of the queue.
        max_age_s: how old the oldest waiting job may be.
        now: seconds since 1970.
    """

    dialler: Dialler
    url: RedisUrl
    engine: str
    name: str
    max_age_s: float
    now: Callable[[], float] = time.time
    _head: tuple[bytes, float] | None = field(default=None, init=False)

    async def __call__(self) -> Seen:
        """Look once.

        Raises:
            CannotSee: DNS does not answer, or the address is refused.
        """
        started = time.monotonic()
        try:
            async with open_redis(self.dialler, self.url) as redis:
                if self.engine == "celery":
                    since = await self._first_seen(redis)
                else:
                    since = await OLDEST[self.engine](redis, self.name)
        except Unreachable as error:
            return down(str(error))
        took = round((time.monotonic() - started) * 1000, 3)
        age = 0.0 if since is None else max(0.0, self.now() - since)
        if age > self.max_age_s:
            return down(f"the oldest job has waited for {age:.0f} s", took)
        return Seen(Verdict.UP, latency_ms=took)

    async def _first_seen(self, redis: Redis) -> float | None:
        """Say since when the oldest message is the oldest, as far as we have seen."""
        head = await redis.call("LINDEX", self.name, "-1")
        if not isinstance(head, bytes):
            self._head = None
            return None
        if self._head is None or self._head[0] != head:
            self._head = head, self.now()
        return self._head[1]


async def _sidekiq(redis: Redis, name: str) -> float | None:
    """Read `enqueued_at` of the list's end: seconds, or ms from version 8 on."""
    job = await redis.call("LINDEX", f"queue:{name}", "-1")
    return _seconds(_field(job, "enqueued_at"))


async def _rq(redis: Redis, name: str) -> float | None:
    """Read `enqueued_at` of the job at the list's head: ISO 8601."""
    job = await redis.call("LINDEX", f"rq:queue:{name}", "0")
    if not isinstance(job, bytes):
        return None
    told = await redis.call("HGET", b"rq:job:" + job, "enqueued_at")
    if not isinstance(told, bytes):
        return None
    try:
        when = datetime.fromisoformat(told.decode("ascii", "replace"))
    except ValueError:
        raise Unreachable("keeps its jobs in a way that is not known here") from None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


async def _bullmq(redis: Redis, name: str) -> float | None:
    """Read `timestamp` of the job at the list's end: ms."""
    job = await redis.call("LINDEX", f"bull:{name}:wait", "-1")
    if not isinstance(job, bytes):
        return None
    told = await redis.call("HGET", f"bull:{name}:".encode() + job, "timestamp")
    return _seconds(told.decode("ascii", "replace") if isinstance(told, bytes) else None)


async def _arq(redis: Redis, name: str) -> float | None:
    """Read the least score of the sorted set: ms at which the job may run."""
    found = await redis.call("ZRANGE", name, "0", "0", "WITHSCORES")
    if not isinstance(found, list) or len(found) < 2 or not isinstance(found[1], bytes):
        return None
    return _seconds(found[1].decode("ascii", "replace"))


async def _dramatiq(redis: Redis, name: str) -> float | None:
    """Read `message_timestamp` of the message at the list's head: ms."""
    job = await redis.call("LINDEX", f"dramatiq:{name}", "0")
    if not isinstance(job, bytes):
        return None
    message = await redis.call("HGET", f"dramatiq:{name}.msgs", job)
    return _seconds(_field(message, "message_timestamp"))


OLDEST: dict[str, Callable[[Redis, str], Awaitable[float | None]]] = {
    "sidekiq": _sidekiq,
    "rq": _rq,
    "bullmq": _bullmq,
    "arq": _arq,
    "dramatiq": _dramatiq,
}
"""When the oldest waiting job was put in, seconds since 1970; None of an empty queue."""

ENGINES = frozenset({*OLDEST, "celery"})


def _field(job: object, name: str) -> object:
    if job is None:
        return None
    try:
        found = json.loads(job) if isinstance(job, bytes) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or name not in found:
        raise Unreachable("keeps its jobs in a way that is not known here")
    return found[name]


def _seconds(told: object) -> float | None:
    """Read seconds or ms since 1970, whichever makes sense."""
    if told is None:
        return None
    try:
        number = float(str(told))
    except ValueError:
        raise Unreachable("keeps its jobs in a way that is not known here") from None
    return number / 1000 if number > 1e11 else number
