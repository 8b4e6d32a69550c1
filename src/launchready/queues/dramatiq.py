"""Dramatiq on Redis: a list of ids, a hash of messages, and a set for each worker.

A worker reports by its place in a sorted set; what one of them took is in a set under its name
until it is acknowledged.  Layout: dramatiq/brokers/redis/dispatch.lua, read in 2.2.1.
"""

from __future__ import annotations

from launchready.facts.queues import StuckJob
from launchready.net.redis import Redis
from launchready.queues.moment import MAX_STUCK, Moment
from launchready.queues.values import (
    as_count,
    as_items,
    as_object,
    as_seconds,
    ends,
    measure,
    unknown_layout,
)

SILENT_S = 60.0
"""After which Dramatiq itself takes a worker for dead (`heartbeat_timeout`)."""


async def read(redis: Redis, name: str, mark: bytes, now: float, _max_run_s: float) -> Moment:
    """Read a queue once; how long a job runs is written nowhere."""
    key = f"dramatiq:{name}"
    waiting, came, gone = await measure(redis, key, mark, at_front=False)
    head, newest = await ends(redis, key, at_front=False)
    running, workers, stuck = await _workers(redis, name, now)
    return Moment(
        waiting,
        await _since(redis, key, head) if head is not None else None,
        head or b"",
        newest or b"",
        came,
        gone,
        running,
        workers,
        as_count(await redis.call("ZCARD", f"{key}.XQ")),
        stuck,
    )


async def _since(redis: Redis, key: str, job: bytes) -> float | None:
    message = await redis.call("HGET", f"{key}.msgs", job)
    if message is None:  # a worker took it between two questions
        return None
    told = as_object(message).get("message_timestamp")
    if told is None:
        raise unknown_layout()
    return as_seconds(told)


async def _workers(
    redis: Redis, name: str, now: float
) -> tuple[int, int, tuple[StuckJob, ...]]:
    """Count what each worker has; what a silent one has is lost until others take it back."""
    pairs = as_items(
        await redis.call(
            "ZRANGE", "dramatiq:__heartbeats__", "0", str(MAX_STUCK - 1), "WITHSCORES"
        )
    )
    running, alive = 0, 0
    stuck: list[StuckJob] = []
    for worker, score in zip(pairs[::2], pairs[1::2], strict=False):
        key = b"dramatiq:__acks__." + worker + b"." + name.encode()
        held = as_count(await redis.call("SCARD", key))
        running += held
        silent_s = now - as_seconds(score)
        if silent_s <= SILENT_S:
            alive += 1
        else:
            stuck += [StuckJob(round(silent_s, 1), lost=True)] * min(held, MAX_STUCK)
    return running, alive, tuple(stuck[:MAX_STUCK])
