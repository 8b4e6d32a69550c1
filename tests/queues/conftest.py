"""One Redis for all tests of queues, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from launchready.facts.queues import QueueLook
from launchready.manifest.schema import Queue
from launchready.net.dial import Dialler
from launchready.net.network import Network
from launchready.queues.moment import Moment, look
from launchready.queues.open import Opener, opener
from tests.servers.http import TableResolver
from tests.servers.redis import redis_program, serve_redis


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run a Redis for the session; gives its URL."""
    program = redis_program()
    if program is None:
        pytest.skip("no Redis is installed (apt-get install redis-server)")
    with serve_redis(program) as url:
        yield url


@pytest.fixture
def redis(server: str) -> Iterator[Redis]:
    """Give a client of an empty Redis."""
    with Redis.from_url(server) as client:
        client.flushall()
        yield client


@dataclass(frozen=True)
class Reader:
    """Reads queues of one server as launchready does."""

    url: str

    async def once(self, engine: str, name: str = "mail", mark: bytes = b"") -> Moment:
        """Read a queue once."""
        async with self._open(engine, name)() as read:
            return await read(mark)

    async def look(self, engine: str, name: str = "mail", seconds: float = 0.3) -> QueueLook:
        """Look at a queue for a while."""
        async with self._open(engine, name)() as read:
            return await look(read, seconds=seconds, every_s=0.1)

    def _open(self, engine: str, name: str) -> Opener:
        port = int(self.url.rpartition(":")[2])
        network = Network(connect={"redis.acme.example:6379": f"127.0.0.1:{port}"})
        queue = Queue.model_validate(
            {"name": name, "engine": engine, "url_env": "REDIS_URL", "max_run_s": 60}
        )
        return opener(Dialler(network, TableResolver()), queue, "redis://redis.acme.example")


@pytest.fixture
def reader(server: str) -> Reader:
    """Read the queues of the session's Redis."""
    return Reader(server)
