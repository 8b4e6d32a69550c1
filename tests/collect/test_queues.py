"""What an audit sees of a declared queue, or why it sees nothing."""

from __future__ import annotations

import pytest

from launchready.collect.queues import queue_look
from launchready.collect.services import Environment
from launchready.demo.faults import Faults
from launchready.demo.jobs import URL, make_queue
from launchready.demo.redis_server import redis_server
from launchready.facts.base import CannotSee
from launchready.facts.queues import QueueLook
from launchready.manifest.schema import Queue
from launchready.net.dns import Resolver
from launchready.net.network import Network, is_public

QUEUE = Queue.model_validate({"name": "mail", "engine": "rq", "url_env": "REDIS_URL"})


async def looked(port: int, **environment: str) -> QueueLook:
    """Look as an audit does, whose way out leads to public addresses alone."""
    network = Network(
        connect={"redis.acme.example:6379": f"127.0.0.1:{port}"},
        resolver="127.0.0.1:9",
        admits=is_public,
    )
    return await queue_look(QUEUE, Environment(environment), network, Resolver(network))


async def test_a_declared_queue_is_looked_into_wherever_it_is() -> None:
    """Inside a network, too: whoever declares it means it."""
    async with redis_server(make_queue(Faults())) as redis:
        seen = await looked(redis.port, REDIS_URL=URL)
        assert (seen.waiting, seen.running, seen.stuck) == (0, 1, ())
        by_address = await looked(9, REDIS_URL=f"redis://127.0.0.1:{redis.port}")
        assert by_address == seen


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({}, "REDIS_URL is not set here"),
        ({"REDIS_URL": "https://ana:hunter2@h"}, "REDIS_URL is not a redis:// URL"),
        ({"REDIS_URL": "redis://:hunter2@127.0.0.1:9"}, "REDIS_URL: refused the connection"),
    ],
)
async def test_what_cannot_be_looked_into_is_unseen(
    environment: dict[str, str], why: str
) -> None:
    """It says why, by the name of the variable and never by its value."""
    with pytest.raises(CannotSee, match=why) as caught:
        await looked(9, **environment)
    assert "hunter2" not in str(caught.value)
