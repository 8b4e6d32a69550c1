"""A Redis that must take connections and answer."""

from __future__ import annotations

import time

from launchready.net.dial import Dialler, Unreachable
from launchready.net.redis import RedisUrl, open_redis
from launchready.watch.model import Verdict
from launchready.watch.probe.seen import Seen, down


async def look(dialler: Dialler, url: RedisUrl) -> Seen:
    """Sign in and be answered.

    Raises:
        CannotSee: DNS does not answer, or the address is refused.
    """
    started = time.monotonic()
    try:
        async with open_redis(dialler, url) as redis:
            answer = await redis.call("PING")
    except Unreachable as error:
        return down(str(error))
    took = round((time.monotonic() - started) * 1000, 3)
    if answer != "PONG":
        return down("does not answer PING", took)
    return Seen(Verdict.UP, latency_ms=took)
