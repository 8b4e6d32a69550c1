"""The product's queue of jobs: mails that RQ's workers send, as RQ keeps them in Redis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN
from launchready.demo.redis_server import RedisServer

HOST = f"redis.{DOMAIN}"
URL = f"redis://{HOST}:6379"
MANIFEST = """\
[[queues]]
name = "mail"
engine = "rq"
url_env = "REDIS_URL"
max_age_s = 60
max_run_s = 300
"""
WAITING = 40


def make_queue(faults: Faults) -> RedisServer:
    """Fill the queue: one job is under way, and none waits, unless a fault says otherwise."""
    now = datetime.now(UTC)
    begun = now - timedelta(minutes=10 if faults.job_endless else 0)
    # Until then its worker has promised to report again.
    promised = now + timedelta(minutes=-5 if faults.job_lost else 5)
    redis = RedisServer()
    redis.sorted_sets["rq:wip:mail"] = [(b"job-0:1", promised.timestamp())]
    redis.sorted_sets["rq:workers:mail"] = [(b"worker", 0.0)]
    redis.hashes["rq:job:job-0"] = {"status": b"started", "started_at": _written(begun)}
    if faults.jobs_piled_up:
        jobs = [b"job-%d" % number for number in range(1, WAITING + 1)]
        redis.lists["rq:queue:mail"] = jobs
        waits = {"status": b"queued", "enqueued_at": _written(now - timedelta(minutes=20))}
        redis.hashes.update((f"rq:job:{job.decode()}", waits) for job in jobs)
    return redis


def _written(when: datetime) -> bytes:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
