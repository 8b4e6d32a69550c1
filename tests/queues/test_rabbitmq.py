"""A real RabbitMQ, by AMQP and by its management; kombu puts the messages in."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from launchready.net.dial import Dialler, Unreachable
from launchready.net.network import Network
from launchready.queues.moment import Moment, Read
from launchready.queues.rabbitmq import open_rabbitmq, read_url
from tests.servers.http import TableResolver
from tests.servers.rabbitmq import PROGRAM, Rabbit, serve_rabbitmq

pytestmark = pytest.mark.timeout(180)
OLD_S = 90


@pytest.fixture(scope="module")
def rabbit() -> Iterator[Rabbit]:
    """Run one for the module."""
    if not PROGRAM.exists():
        pytest.skip("no RabbitMQ is installed (apt-get install rabbitmq-server)")
    with serve_rabbitmq() as served:
        yield served


def opened(rabbit: Rabbit, url: str) -> AbstractAsyncContextManager[Read]:
    """Connect to the queue "mail"."""
    connect = {
        "mq.example:5672": f"127.0.0.1:{rabbit.amqp}",
        "mq.example:15672": f"127.0.0.1:{rabbit.management}",
    }
    dialler = Dialler(Network(connect=connect), TableResolver())
    return open_rabbitmq(dialler, read_url(url), "mail", time.time)


async def once(rabbit: Rabbit, url: str, mark: bytes = b"") -> Moment:
    """Read it once."""
    async with opened(rabbit, url) as read:
        return await read(mark)


async def test_depth_age_consumers_and_refusals(rabbit: Rabbit) -> None:
    """AMQP tells depth and consumers; the management what runs, what came, and how old.

    One test, so that parallel test runs start one broker.
    """
    kombu: Any = importlib.import_module("kombu")
    with pytest.raises(Unreachable, match="has no such queue: 404"):
        await once(rabbit, "amqp://mq.example")
    with kombu.Connection(f"amqp://guest:guest@127.0.0.1:{rabbit.amqp}//") as connection:
        queue = kombu.Queue("mail", kombu.Exchange(""), routing_key="mail")
        producer = connection.Producer()
        old = int(time.time()) - OLD_S
        for number in range(3):
            producer.publish(
                number, routing_key="mail", exchange="", declare=[queue], timestamp=old
            )
        message = queue(connection.channel()).get()
        assert message is not None
        until = time.monotonic() + 60
        while (moment := await once(rabbit, "amqp://mq.example")).waiting != 2:
            assert time.monotonic() < until
        assert (moment.workers, moment.oldest, moment.running) == (0, None, None)

        # The management counts every few seconds.
        while True:
            try:
                managed = await once(rabbit, "http://mq.example", b"1")
            except Unreachable:
                managed = Moment(0)
            if (managed.waiting, managed.running) == (2, 1) and managed.oldest:
                break
            assert time.monotonic() < until
            await asyncio.sleep(0.3)
        assert abs(managed.oldest - old) < 2
        assert (managed.came, managed.workers) == (2, 0)
        message.ack()
    await refusals_are_said(rabbit)


async def refusals_are_said(rabbit: Rabbit) -> None:
    """Try a wrong password and a wrong virtual host; neither is shown."""
    for url, said in {
        "amqp://ana:hunter2@mq.example": "refused the sign-in",
        "amqp://mq.example/other": "refused the virtual host: 530",
        "http://ana:hunter2@mq.example": "its management answers 401",
    }.items():
        with pytest.raises(Unreachable, match=said) as caught:
            await once(rabbit, url)
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["redis://h", "amqp://", "amqp://h:x", "h"])
def test_what_is_no_url_of_a_rabbitmq_is_refused(url: str) -> None:
    """Before anything is connected to."""
    with pytest.raises(ValueError, match="is not an amqp:// or https:// URL"):
        read_url(url)
