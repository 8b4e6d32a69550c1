"""Sidekiq: a list of JSON jobs, and a hash for each process of what it is at.

The processes are a set; one that is gone stays in it for a while without its hash.  Failures
are kept for all queues together.  Layout: Sidekiq's own docs and lib/sidekiq/api.rb; not tried
against Sidekiq itself, which is Ruby.
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

MAX_PROCESSES = 100


async def read(redis: Redis, name: str, mark: bytes, now: float, max_run_s: float) -> Moment:
    """Read a queue once."""
    key = f"queue:{name}"
    waiting, came, gone = await measure(redis, key, mark, at_front=True)
    head, newest = await ends(redis, key, at_front=True)
    running, workers, stuck = await _processes(redis, name, now, max_run_s)
    return Moment(
        waiting,
        _since(head) if head is not None else None,
        head or b"",
        newest or b"",
        came,
        gone,
        running,
        workers,
        as_count(await redis.call("ZCARD", "dead")),
        stuck,
    )


def _since(job: bytes) -> float:
    """Read `enqueued_at`: seconds, or ms from version 8 on."""
    told = as_object(job).get("enqueued_at")
    if told is None:
        raise unknown_layout()
    return as_seconds(told)


async def _processes(
    redis: Redis, name: str, now: float, max_run_s: float
) -> tuple[int, int, tuple[StuckJob, ...]]:
    scanned = await redis.call("SSCAN", "processes", "0", "COUNT", str(MAX_PROCESSES))
    found = scanned[1] if isinstance(scanned, list) and len(scanned) == 2 else None
    running, alive = 0, 0
    stuck: list[StuckJob] = []
    for process in as_items(found)[:MAX_PROCESSES]:
        lost = not as_count(await redis.call("EXISTS", process))
        alive += not lost
        scan = await redis.call("HSCAN", process + b":work", "0", "COUNT", str(MAX_STUCK))
        pairs = as_items(scan[1]) if isinstance(scan, list) and len(scan) == 2 else []
        for work in pairs[1::2]:
            told = as_object(work)
            if told.get("queue") != name:
                continue
            running += 1
            for_s = round(max(0.0, now - as_seconds(told.get("run_at"))), 1)
            if lost or for_s > max_run_s:
                stuck.append(StuckJob(for_s, lost))
    return running, alive, tuple(stuck[:MAX_STUCK])
