"""RQ: a list of ids, a hash for each job, and a sorted set of what runs.

The score of what runs says until when its worker has promised to report again; a worker that
is gone leaves it in the past.  Layout: rq/queue.py, job.py and registry.py, read in RQ 3.0.0.
"""

from __future__ import annotations

from launchready.facts.queues import StuckJob
from launchready.net.redis import Redis
from launchready.queues.moment import MAX_STUCK, Moment
from launchready.queues.values import as_count, as_items, as_seconds, as_time, ends, measure


async def read(redis: Redis, name: str, mark: bytes, now: float, max_run_s: float) -> Moment:
    """Read a queue once."""
    key = f"rq:queue:{name}"
    waiting, came, gone = await measure(redis, key, mark, at_front=False)
    head, newest = await ends(redis, key, at_front=False)
    oldest = await _time(redis, head, "enqueued_at") if head is not None else None
    return Moment(
        waiting,
        oldest,
        head or b"",
        newest or b"",
        came,
        gone,
        running=as_count(await redis.call("ZCARD", f"rq:wip:{name}")),
        workers=as_count(await redis.call("SCARD", f"rq:workers:{name}")),
        failed=as_count(await redis.call("ZCARD", f"rq:failed:{name}")),
        stuck=await _stuck(redis, name, now, max_run_s),
    )


async def _stuck(redis: Redis, name: str, now: float, max_run_s: float) -> tuple[StuckJob, ...]:
    pairs = as_items(
        await redis.call("ZRANGE", f"rq:wip:{name}", "0", str(MAX_STUCK - 1), "WITHSCORES")
    )
    stuck = []
    for member, score in zip(pairs[::2], pairs[1::2], strict=False):
        # "job:execution" from version 2 on; ids of our own making may hold colons, too.
        job = member.rpartition(b":")[0] or member
        if await redis.call("HGET", b"rq:job:" + job, "status") != b"started":
            continue  # it ended between two questions, or left its place here behind
        begun = await _time(redis, job, "started_at")
        for_s = None if begun is None else round(max(0.0, now - begun), 1)
        lost = score not in {b"inf", b"+inf"} and as_seconds(score) < now
        if lost or (for_s is not None and for_s > max_run_s):
            stuck.append(StuckJob(for_s, lost))
    return tuple(stuck)


async def _time(redis: Redis, job: bytes, field: str) -> float | None:
    told = await redis.call("HGET", b"rq:job:" + job, field)
    return as_time(told) if isinstance(told, bytes) and told else None
