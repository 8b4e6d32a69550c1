"""Celery on Redis, which is kombu's transport: a list of whole messages, no time in them.

New messages are pushed to the front.  Priorities other than 0 have lists of their own.  What a
worker took and did not acknowledge is in one hash for all queues, indexed by when it was taken.
Layout: kombu/transport/redis.py, read in kombu 5.7.0.
"""

from __future__ import annotations

import json

from launchready.facts.queues import StuckJob
from launchready.net.redis import Redis
from launchready.queues.moment import MAX_STUCK, Moment
from launchready.queues.values import (
    as_count,
    as_items,
    as_seconds,
    as_time,
    ends,
    measure,
    unknown_layout,
)

PRIORITIES = ("\x06\x163", "\x06\x166", "\x06\x169")
"""What stands behind the name of the lists for less urgent messages, in kombu's own steps."""


async def read(redis: Redis, name: str, mark: bytes, now: float, max_run_s: float) -> Moment:
    """Read a queue once."""
    length, came, gone = await measure(redis, name, mark, at_front=True)
    waiting = length
    for behind in PRIORITIES:
        waiting += as_count(await redis.call("LLEN", name + behind))
    head, newest = await ends(redis, name, at_front=True)
    running, stuck = await _taken(redis, name, now, max_run_s)
    return Moment(
        waiting,
        head=head or b"",
        mark=newest or b"",
        came=came if waiting == length else None,
        turned_over=gone and waiting == length,
        running=running,
        stuck=stuck,
    )


async def _taken(
    redis: Redis, name: str, now: float, max_run_s: float
) -> tuple[int | None, tuple[StuckJob, ...]]:
    """Look at the messages that were taken the longest ago, of all queues, and keep ours."""
    pairs = as_items(
        await redis.call("ZRANGE", "unacked_index", "0", str(MAX_STUCK - 1), "WITHSCORES")
    )
    total = as_count(await redis.call("ZCARD", "unacked_index"))
    ours, stuck = 0, []
    for tag, score in zip(pairs[::2], pairs[1::2], strict=False):
        message = await redis.call("HGET", "unacked", tag)
        if not isinstance(message, bytes):  # acknowledged between two questions
            continue
        queue, due = _queue_and_time(message)
        if queue != name:
            continue
        ours += 1
        # One for later is taken at once, and held until it is due.
        for_s = now - max(as_seconds(score), due or 0.0)
        if for_s > max_run_s:
            stuck.append(StuckJob(round(for_s, 1), lost=False))
    return (ours if total <= MAX_STUCK else None), tuple(stuck)


def _queue_and_time(kept: bytes) -> tuple[str, float | None]:
    """Read (message, exchange, routing key): its queue, and when it is due, if later."""
    try:
        message, _, queue = json.loads(kept)
        eta = message["headers"].get("eta")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise unknown_layout() from None
    return str(queue), as_time(eta) if eta else None
