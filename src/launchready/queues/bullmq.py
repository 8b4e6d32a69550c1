"""BullMQ: lists of ids that wait and that run, a hash for each job, and a lock while it runs.

A worker renews the lock of its job; one whose worker is gone loses it within half a minute.
Layout: the commands of BullMQ in Lua, read in 3.4.4 for Python (wait, active, prioritized,
failed, ID:lock; `timestamp` and `processedOn` in ms).
"""

from __future__ import annotations

from launchready.facts.queues import StuckJob
from launchready.net.redis import Redis
from launchready.queues.moment import MAX_STUCK, Moment
from launchready.queues.values import as_count, as_items, as_seconds, ends, measure


async def read(redis: Redis, name: str, mark: bytes, now: float, max_run_s: float) -> Moment:
    """Read a queue once."""
    key = f"bull:{name}"
    # While a queue is paused, older versions keep what waits in another list.
    paused = as_count(await redis.call("LLEN", f"{key}:paused"))
    jobs = f"{key}:paused" if paused else f"{key}:wait"
    length, came, gone = await measure(redis, jobs, mark, at_front=True)
    urgent = as_count(await redis.call("ZCARD", f"{key}:prioritized"))
    head, newest = await ends(redis, jobs, at_front=True)
    return Moment(
        length + urgent,
        await _time(redis, key, head, "timestamp") if head is not None else None,
        head or b"",
        newest or b"",
        None if urgent else came,
        gone and not urgent,
        as_count(await redis.call("LLEN", f"{key}:active")),
        failed=as_count(await redis.call("ZCARD", f"{key}:failed")),
        stuck=await _stuck(redis, key, now, max_run_s),
    )


async def _stuck(redis: Redis, key: str, now: float, max_run_s: float) -> tuple[StuckJob, ...]:
    stuck = []
    # Those that were begun first are at the end.
    for job in as_items(await redis.call("LRANGE", f"{key}:active", str(-MAX_STUCK), "-1")):
        begun = await _time(redis, key, job, "processedOn")
        if begun is None:  # it ended between two questions, or is only just being begun
            continue
        for_s = round(max(0.0, now - begun), 1)
        lost = not as_count(await redis.call("EXISTS", f"{key}:".encode() + job + b":lock"))
        if lost or for_s > max_run_s:
            stuck.append(StuckJob(for_s, lost))
    return tuple(stuck)


async def _time(redis: Redis, key: str, job: bytes, field: str) -> float | None:
    told = await redis.call("HGET", f"{key}:".encode() + job, field)
    return as_seconds(told) if isinstance(told, bytes) else None
