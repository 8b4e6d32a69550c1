"""arq: one sorted set of ids, by the time at which each may run; running ones stay in it.

A job that runs has a key of its own, and a worker that reports has one for the queue.
Layout: arq/constants.py and worker.py, read in arq 0.28.0.
"""

from __future__ import annotations

from launchready.facts.queues import StuckJob
from launchready.net.redis import Redis
from launchready.queues.moment import MAX_STUCK, Moment
from launchready.queues.values import as_count, as_items, as_seconds, unknown_layout

MOST_RUNNING = 100
"""Ids from the oldest on among which the running ones are; arq runs 10 by default."""


async def read(redis: Redis, name: str, mark: bytes, now: float, _max_run_s: float) -> Moment:
    """Read a queue once; when a job was begun is written nowhere."""
    due = str(int(now * 1000))
    ready = as_count(await redis.call("ZCOUNT", name, "-inf", due))
    pairs = as_items(
        await redis.call(
            "ZRANGEBYSCORE", name, "-inf", due, "WITHSCORES", "LIMIT", "0", str(MOST_RUNNING)
        )
    )
    ids, scores = pairs[::2], [as_seconds(score) for score in pairs[1::2]]
    runs = await _running(redis, ids)
    running = sum(runs)
    alive = as_count(await redis.call("EXISTS", f"{name}:health-check"))
    idle = [(job, at) for job, at, run in zip(ids, scores, runs, strict=False) if not run]
    held = [now - at for at, run in zip(scores, runs, strict=False) if run]
    newest = as_items(await redis.call("ZREVRANGE", name, "0", "0", "WITHSCORES"))
    return Moment(
        max(0, ready - running),
        idle[0][1] if idle else None,
        idle[0][0] if idle else b"",
        newest[1] if len(newest) == 2 else b"",
        as_count(await redis.call("ZCOUNT", name, b"(" + mark, "+inf")) if mark else None,
        running=running,
        workers=None if alive else 0,
        # Without a sign of a worker, what runs is run by nobody, until arq's own time-out.
        stuck=() if alive else tuple(StuckJob(round(s, 1), True) for s in held[:MAX_STUCK]),
    )


async def _running(redis: Redis, ids: list[bytes]) -> list[bool]:
    if not ids:
        return []
    found = await redis.call("MGET", *(b"arq:in-progress:" + each for each in ids))
    if not isinstance(found, list) or len(found) != len(ids):
        raise unknown_layout()
    return [each is not None for each in found]
