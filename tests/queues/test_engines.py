"""What is read of queues that each engine's own client has filled, on a real Redis."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from launchready.net.dial import Unreachable
from tests.queues.conftest import Reader

OLD_S = 90.0


def near(told: float | None, expected: float) -> bool:
    """Say whether a time is the expected one, on however slow a machine."""
    return told is not None and abs(told - expected) < 30


def set_scores(redis: Redis, key: str, score: float) -> None:
    """Give every member of a sorted set another score."""
    members: Any = redis.zrange(key, 0, -1)
    assert members
    redis.zadd(key, dict.fromkeys(members, score))


async def test_celery(redis: Redis, reader: Reader) -> None:
    """Depth, with priorities; the head's identity in place of an age; what workers hold."""
    from celery import Celery

    app = Celery("acme", broker=reader.url)
    app.conf.broker_transport_options = {"queue_order_strategy": "priority"}
    for number in range(3):
        app.send_task("mail.send", args=[number], queue="mail")
    first = await reader.once("celery")
    assert (first.waiting, first.oldest, first.running) == (3, None, 0)
    app.send_task("mail.send", args=[3], queue="mail")
    later = await reader.once("celery", mark=first.mark)
    assert (later.waiting, later.came, later.head) == (4, 1, first.head)
    app.send_task("mail.send", args=[4], queue="mail", priority=9)
    assert (await reader.once("celery")).waiting == 5

    # What a worker does: take a message, and keep it unacknowledged.
    with app.connection() as connection:
        channel = connection.channel()
        message = channel.basic_get("mail")
        assert message is not None
        held = await reader.once("celery")
        assert (held.waiting, held.running, held.stuck) == (4, 1, ())
        redis.zadd("unacked_index", {message.delivery_tag: time.time() - OLD_S})
        (stuck,) = (await reader.once("celery")).stuck or ()
        assert near(stuck.for_s, OLD_S)
        assert not stuck.lost
        assert (await reader.once("celery", "other")).stuck == ()
        channel.basic_ack(message.delivery_tag)
        redis.delete("mail", *(f"mail\x06\x16{step}" for step in (3, 6, 9)))
        app.send_task("mail.send", queue="mail", countdown=3600)
        assert channel.basic_get("mail") is not None
        set_scores(redis, "unacked_index", time.time() - OLD_S)
        later = await reader.once("celery")
        assert (later.running, later.stuck) == (1, ())
    app.close()


async def test_rq(redis: Redis, reader: Reader) -> None:
    """Age by the job's own time; a job whose worker is gone is lost."""
    from rq import Queue, Worker
    from rq.job import JobStatus

    queue = Queue("mail", connection=redis)
    first = queue.enqueue("builtins.print", 1)
    queue.enqueue("builtins.print", 2)
    moment = await reader.once("rq")
    assert (moment.waiting, moment.running, moment.failed, moment.stuck) == (2, 0, 0, ())
    assert near(moment.oldest, time.time())
    redis.hset(
        f"rq:job:{first.id}", "enqueued_at", stamp(datetime.now(UTC) - timedelta(seconds=OLD_S))
    )
    assert near((await reader.once("rq")).oldest, time.time() - OLD_S)

    queue.enqueue("builtins.print", 3)
    later = await reader.once("rq", mark=moment.mark)
    assert (later.waiting, later.came, later.turned_over) == (3, 1, False)
    gone = await reader.once("rq", mark=b"a job that is gone")
    assert (gone.came, gone.turned_over) == (None, True)

    worker = Worker([queue], connection=redis)
    worker.register_birth()  # type: ignore[no-untyped-call]
    worker.prepare_execution(first)
    worker.prepare_job_execution(first)
    first.started_at = datetime.now(UTC) - timedelta(seconds=OLD_S)
    first.set_status(JobStatus.STARTED)
    first.save()
    running = await reader.once("rq")
    assert (running.running, running.workers) == (1, 1)
    (slow,) = running.stuck or ()
    assert (near(slow.for_s, OLD_S), slow.lost) == (True, False)
    set_scores(redis, "rq:wip:mail", time.time() - 1)
    (lost,) = (await reader.once("rq")).stuck or ()
    assert lost.lost
    redis.hset(f"rq:job:{first.id}", "status", "finished")
    assert (await reader.once("rq")).stuck == ()


def stamp(when: datetime) -> str:
    """Write a time as RQ does."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def test_dramatiq(redis: Redis, reader: Reader) -> None:
    """Age by the message's own time; what a silent worker took is lost."""
    import dramatiq
    from dramatiq.brokers.redis import RedisBroker

    broker = RedisBroker(url=reader.url)  # type: ignore[no-untyped-call]
    broker.declare_queue("mail")

    def send() -> dramatiq.Message[None]:
        message = dramatiq.Message[None]("mail", "send", (), {}, {})
        old = message.copy(message_timestamp=int((time.time() - OLD_S) * 1000))
        return broker.enqueue(old)

    send()
    send()
    moment = await reader.once("dramatiq")
    assert (moment.waiting, moment.running, moment.failed) == (2, 0, 0)
    assert near(moment.oldest, time.time() - OLD_S)
    send()
    assert (await reader.once("dramatiq", mark=moment.mark)).came == 1

    consumer = broker.consume("mail", prefetch=1)
    message = next(consumer)
    assert message is not None
    taken = await reader.once("dramatiq")
    assert (taken.waiting, taken.running, taken.workers, taken.stuck) == (2, 1, 1, ())
    set_scores(redis, "dramatiq:__heartbeats__", (time.time() - OLD_S) * 1000)
    silent = await reader.once("dramatiq")
    (lost,) = silent.stuck or ()
    assert (lost.lost, near(lost.for_s, OLD_S), silent.workers) == (True, True, 0)
    consumer.nack(message)
    assert (await reader.once("dramatiq")).failed == 1
    broker.close()


async def test_arq(redis: Redis, reader: Reader) -> None:
    """Deferred jobs do not wait, running ones neither; without a worker, they are lost.

    Its keys are written as arq 0.28 does: its client excludes the redis-py that Celery needs.
    """
    now = time.time()
    for job, at in {"a": now - OLD_S, "b": now - OLD_S / 2, "c": now + 3600}.items():
        redis.zadd("mail", {job: int(at * 1000)})
    moment = await reader.once("arq")
    assert (moment.waiting, moment.running) == (2, 0)
    assert near(moment.oldest, now - OLD_S)
    redis.zadd("mail", {"d": int((now + 7200) * 1000)})
    assert (await reader.once("arq", mark=moment.mark)).came == 1

    redis.set("arq:in-progress:a", 1)
    redis.set("mail:health-check", "well")
    running = await reader.once("arq")
    assert (running.waiting, running.running, running.stuck) == (1, 1, ())
    assert near(running.oldest, now - OLD_S / 2)
    redis.delete("mail:health-check")
    (lost,) = (await reader.once("arq")).stuck or ()
    assert lost.lost


async def test_bullmq(redis: Redis, reader: Reader) -> None:
    """Its keys are written as its Lua commands do: its client for Python excludes arq's."""
    now_ms = time.time() * 1000
    for job in ("1", "2"):
        redis.lpush("bull:mail:wait", job)
        redis.hset(f"bull:mail:{job}", "timestamp", int(now_ms - OLD_S * 1000))
    moment = await reader.once("bullmq")
    assert (moment.waiting, moment.running, moment.failed, moment.stuck) == (2, 0, 0, ())
    assert near(moment.oldest, time.time() - OLD_S)
    redis.zadd("bull:mail:prioritized", {"9": 1})
    assert (await reader.once("bullmq", mark=moment.mark)).waiting == 3
    redis.rename("bull:mail:wait", "bull:mail:paused")
    paused = await reader.once("bullmq")
    assert (paused.waiting, near(paused.oldest, time.time() - OLD_S)) == (3, True)
    redis.lpush("bull:mail:active", "4")
    redis.hset("bull:mail:4", "processedOn", int(now_ms - 10_000))
    (lost,) = (await reader.once("bullmq")).stuck or ()
    assert lost.lost
    redis.set("bull:mail:4:lock", "token")
    assert (await reader.once("bullmq")).stuck == ()
    redis.hset("bull:mail:4", "processedOn", int(now_ms - OLD_S * 1000))
    (slow,) = (await reader.once("bullmq")).stuck or ()
    assert (near(slow.for_s, OLD_S), slow.lost) == (True, False)


async def test_sidekiq(redis: Redis, reader: Reader) -> None:
    """Its keys are written as lib/sidekiq writes them: Ruby is not here."""
    for at in (time.time() - OLD_S, time.time() * 1000):
        redis.lpush("queue:mail", f'{{"class": "Send", "enqueued_at": {at}}}')
    moment = await reader.once("sidekiq")
    assert (moment.waiting, moment.running, moment.workers) == (2, 0, 0)
    assert near(moment.oldest, time.time() - OLD_S)
    redis.sadd("processes", "host:1:a")
    redis.hset("host:1:a", "beat", time.time())
    begun = int(time.time() - OLD_S)
    redis.hset("host:1:a:work", "t1", f'{{"queue": "mail", "run_at": {begun}}}')
    redis.hset("host:1:a:work", "t2", f'{{"queue": "other", "run_at": {begun}}}')
    running = await reader.once("sidekiq")
    (slow,) = running.stuck or ()
    assert (running.running, running.workers, slow.lost) == (1, 1, False)
    redis.delete("host:1:a")
    (lost,) = (await reader.once("sidekiq")).stuck or ()
    assert lost.lost


async def test_what_is_kept_otherwise_is_not_taken_for_empty(
    redis: Redis, reader: Reader
) -> None:
    """A strange value says so; nothing of it is shown."""
    redis.lpush("queue:mail", "s3cret, and no JSON")
    redis.rpush("rq:queue:mail", "a")
    redis.hset("rq:job:a", "enqueued_at", "yesterday")
    redis.set("mail", "a string")
    for engine in ("sidekiq", "rq", "celery", "arq"):
        with pytest.raises(Unreachable) as caught:
            await reader.once(engine)
        assert "s3cret" not in str(caught.value)
        assert "yesterday" not in str(caught.value)


async def test_a_look_counts_what_comes_and_what_goes(redis: Redis, reader: Reader) -> None:
    """Two readings or more tell the slope; an empty queue is read once."""
    from rq import Queue

    empty = await reader.look("rq")
    assert (empty.waiting, empty.age_s, empty.seconds) == (0, 0.0, 0.0)
    queue = Queue("mail", connection=redis)
    for number in range(3):
        queue.enqueue("builtins.print", number)
    still = await reader.look("rq")
    assert (still.waiting, still.came, still.went) == (3, 0, 0)
    assert still.unmoved_s > 0


async def test_a_look_sees_workers_at_work(redis: Redis, reader: Reader) -> None:
    """What RQ's own worker takes out is what went."""
    from rq import Queue

    queue = Queue("mail", connection=redis)
    for _ in range(400):
        queue.enqueue("time.sleep", 0.05)
    program = [sys.executable, "-m", "rq.cli", "worker", "--burst", "--url", reader.url]
    worker = await asyncio.create_subprocess_exec(
        *program, "--worker-class", "rq.SimpleWorker", "mail", stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(50):
            seen = await reader.look("rq")
            while not seen.went:
                seen = await reader.look("rq")
    finally:
        worker.kill()
        await worker.wait()
    assert seen.came == 0
    assert seen.went == seen.waiting_before - seen.waiting
    assert seen.went


async def test_a_redis_without_lpos_still_tells_depth_and_age(
    redis: Redis, reader: Reader
) -> None:
    """What came is then not counted, and the connection goes on."""
    from rq import Queue

    queue = Queue("mail", connection=redis)
    for number in range(2):
        queue.enqueue("builtins.print", number)
    mark = (await reader.once("rq")).mark
    allow: Any = redis
    allow.execute_command("ACL", "SETUSER", "default", "-lpos")
    try:
        moment = await reader.once("rq", mark=mark)
    finally:
        allow.execute_command("ACL", "SETUSER", "default", "+lpos")
    assert (moment.waiting, moment.came, moment.turned_over) == (2, None, False)
    assert near(moment.oldest, time.time())
