"""A queue that piles up while a spike lasts fails it; one that is unread leaves it unknown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from launchready.drill.beside import Observation
from launchready.drill.spike.queues import QueueSampler, queue_samplers
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Queue
from launchready.net.dial import Unreachable
from launchready.net.network import Network
from launchready.queues.moment import Moment, Read
from tests.checks.given import manifest

QUEUE = {"name": "mail", "engine": "rq", "url_env": "REDIS_URL"}


async def watched(*moments: Moment) -> Observation:
    """Watch a queue that shows these, one after another."""
    stop, shown = asyncio.Event(), iter(moments)

    @asynccontextmanager
    async def opens() -> AsyncIterator[Read]:
        async def read(_mark: bytes) -> Moment:
            moment = next(shown, None)
            if moment is None:
                raise Unreachable("hung up")
            if moment is moments[-1]:
                stop.set()
            return moment

        yield read

    return await QueueSampler(Queue.model_validate(QUEUE), opens, 0.01).watch(stop)


def waits(waiting: int, age_s: float | None = 1.0, **fields: Any) -> Moment:
    """Make a reading of jobs that wait."""
    oldest = None if age_s is None else time.time() - age_s
    return Moment(waiting, oldest if waiting else None, **fields)


@pytest.mark.parametrize(
    ("moments", "result", "told"),
    [
        (
            lambda: (waits(0), waits(500, came=500), waits(0, came=3)),
            "passed",
            "up to 500 jobs waited",
        ),
        (
            lambda: (waits(0), waits(5, 90.0, came=5), waits(0, came=0)),
            "failed",
            "60 s are allowed",
        ),
        (
            lambda: (waits(0), waits(3, None, workers=0), waits(9, None, workers=0)),
            "failed",
            "9 jobs",
        ),
        (lambda: (waits(1, None), waits(1, None)), "unknown", "none of them bears a time"),
    ],
)
async def test_a_pile_up_is_seen_whenever_it_is(
    moments: Callable[[], tuple[Moment, ...]], result: str, told: str
) -> None:
    """By the oldest job of the whole spike, not by depth and not by the end alone."""
    # The last moment is shown twice: at the end, and once more after it.
    # Made now: what a job's age is counted from.
    (trial,) = (await watched(*moments())).trials
    assert (trial.result, trial.subject) == (DrillResult(result), "mail")
    assert told in trial.text


async def test_a_queue_that_cannot_be_read_is_said() -> None:
    """The spike is then unknown, not passed."""
    with pytest.raises(CannotSee, match="hung up"):
        await watched()


def test_queues_without_an_address_here_are_left_out_and_named() -> None:
    """The variable is named, and nothing of its value."""
    declared = manifest(queues=[QUEUE, {**QUEUE, "name": "post", "url_env": "OTHER"}])
    environment = {"REDIS_URL": "redis://h", "OTHER": "http://hunter2"}
    samplers, left_out = queue_samplers(declared, environment, Network())
    assert [each.name for each in samplers] == ["the queue mail"]
    assert left_out == ("the queue post is not looked at: OTHER is not a redis:// URL",)
    assert len(queue_samplers(declared, {}, Network())[1]) == 2
