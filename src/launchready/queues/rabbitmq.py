"""RabbitMQ: by its management, which tells ages and rates, or by AMQP, which tells little.

AMQP 0-9-1's passive declare asks for a queue without making one: how many messages are ready
and how many consume.  Only the frames come from a library (pamqp, an extra): the connection has
to go through the rule for addresses.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from launchready.net.dial import Dialler, Line, Unreachable
from launchready.queues.moment import Moment, Read
from launchready.queues.values import as_seconds

if TYPE_CHECKING:
    from pamqp.base import Frame

NEEDS = "needs pamqp: pip install 'launchready[rabbitmq]'"
MAX_ANSWER = 256 * 1024
MAX_FIELDS = 100
_MAX_FRAME = 64 * 1024
PORTS = {"amqp": 5672, "amqps": 5671, "http": 15672, "https": 443}


class RabbitUrl(Struct, frozen=True):
    """The parts of amqp(s):// or http(s)://user:password@host:port/vhost; never shown."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    vhost: str

    @property
    def tls(self) -> bool:
        """Say whether the connection is encrypted."""
        return self.scheme in {"amqps", "https"}


def read_url(url: str) -> RabbitUrl:
    """Read the URL of a RabbitMQ, or of its management.

    Raises:
        ValueError: it is something else; the message holds nothing of it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise ValueError("is not an amqp:// or https:// URL") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("is not an amqp:// or https:// URL")
    return RabbitUrl(
        parts.scheme,
        parts.hostname,
        port,
        unquote(parts.username or "guest"),
        unquote(parts.password or "guest"),
        unquote(parts.path.removeprefix("/")) or "/",
    )


@asynccontextmanager
async def open_rabbitmq(
    dialler: Dialler, url: RabbitUrl, name: str, now: Callable[[], float]
) -> AsyncIterator[Read]:
    """Connect to a queue; gives what reads it.

    Args:
        dialler: opens the connection.
        url: of the broker, or of its management.
        name: of the queue.
        now: seconds since 1970.

    Raises:
        CannotSee, Unreachable: it did not work, here or in a reading.
    """
    if url.scheme in {"http", "https"}:

        async def read_management(mark: bytes) -> Moment:
            return _managed(await _get(dialler, url, name), mark, now())

        yield read_management
        return
    async with dialler.open(url.host, url.port, tls=url.tls) as line:
        await _sign_in(line, url)

        async def read_amqp(_mark: bytes) -> Moment:
            return await _declare(line, name)

        yield read_amqp


def _managed(told: dict[str, Any], mark: bytes, _now: float) -> Moment:
    """Read the management's document about one queue."""
    ready, unacked = told.get("messages_ready"), told.get("messages_unacknowledged")
    if not isinstance(ready, int):
        raise Unreachable("its management does not tell how many messages are ready")
    stats = told.get("message_stats")
    published = stats.get("publish") if isinstance(stats, dict) else None
    # Of messages that bear the property `timestamp`, in whole seconds.
    stamp = told.get("head_message_timestamp")
    consumers = told.get("consumers")
    return Moment(
        ready,
        as_seconds(stamp) if isinstance(stamp, int) and ready else None,
        mark=b"%d" % published if isinstance(published, int) else b"",
        came=max(0, published - int(mark)) if isinstance(published, int) and mark else None,
        running=unacked if isinstance(unacked, int) else None,
        workers=consumers if isinstance(consumers, int) else None,
    )


async def _get(dialler: Dialler, url: RabbitUrl, name: str) -> dict[str, Any]:
    """Ask the management for a queue, over HTTP/1.0, which ends where the connection does."""
    import base64

    path = f"/api/queues/{quote(url.vhost, safe='')}/{quote(name, safe='')}"
    word = base64.b64encode(f"{url.user}:{url.password}".encode()).decode()
    request = f"GET {path} HTTP/1.0\r\nHost: {url.host}\r\nAuthorization: Basic {word}\r\n\r\n"
    async with dialler.open(url.host, url.port, tls=url.tls) as line:
        await line.send(request.encode())
        status = (await line.read_line()).split(" ")
        for _ in range(MAX_FIELDS):
            if not await line.read_line():
                break
        else:
            raise Unreachable("its management sent more than is asked for")
        octets = await _rest(line)
    if len(status) < 2 or status[1] != "200":
        said = status[1] if len(status) > 1 and status[1].isdigit() else "something strange"
        raise Unreachable(f"its management answers {said}")
    try:
        told = json.loads(octets)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Unreachable("its management answers something that is not about a queue")
    return told


async def _rest(line: Line) -> bytes:
    parts, size = [], 0
    while part := await line.reader.read(MAX_ANSWER):
        size += len(part)
        if size > MAX_ANSWER:
            raise Unreachable("its management sent more than is asked for")
        parts.append(part)
    return b"".join(parts)


async def _sign_in(line: Line, url: RabbitUrl) -> None:
    """Open a connection and its first channel (AMQP 0-9-1, section 2.2.4 of its model)."""
    from pamqp import commands
    from pamqp.frame import marshal
    from pamqp.header import ProtocolHeader

    await line.send(ProtocolHeader().marshal())
    await _expect(line, commands.Connection.Start)
    response = f"\0{url.user}\0{url.password}"
    start = commands.Connection.StartOk(
        client_properties={"product": "launchready"}, mechanism="PLAIN", response=response
    )
    await line.send(marshal(start, 0))
    tune = await _expect(line, commands.Connection.Tune, refused="refused the sign-in")
    assert isinstance(tune, commands.Connection.Tune)
    await line.send(
        marshal(commands.Connection.TuneOk(tune.channel_max or 0, tune.frame_max or 0, 0), 0)
    )
    await line.send(marshal(commands.Connection.Open(virtual_host=url.vhost), 0))
    await _expect(line, commands.Connection.OpenOk, refused="refused the virtual host")
    await line.send(marshal(commands.Channel.Open(), 1))
    await _expect(line, commands.Channel.OpenOk)


async def _declare(line: Line, name: str) -> Moment:
    from pamqp import commands
    from pamqp.frame import marshal

    await line.send(marshal(commands.Queue.Declare(queue=name, passive=True), 1))
    told = await _expect(line, commands.Queue.DeclareOk, refused="has no such queue")
    assert isinstance(told, commands.Queue.DeclareOk)
    return Moment(told.message_count or 0, workers=told.consumer_count)


async def _expect(line: Line, kind: type[Frame], refused: str = "closed the channel") -> Frame:
    """Read frames up to one of a kind."""
    from pamqp import commands
    from pamqp.exceptions import PAMQPException
    from pamqp.frame import frame_parts, unmarshal

    try:
        for _ in range(20):
            head = await line.reader.readexactly(7)
            size = frame_parts(head)[2]
            if size is None or size > _MAX_FRAME:
                raise Unreachable("does not speak AMQP 0-9-1")
            rest = await line.reader.readexactly(size + 1)
            frame = unmarshal(head + rest)[2]
            if isinstance(frame, kind):
                return frame
            if isinstance(frame, commands.Connection.Close | commands.Channel.Close):
                raise Unreachable(f"{refused}: {frame.reply_code}")
    except (asyncio.IncompleteReadError, OSError):
        raise Unreachable(f"hung up: {refused}") from None
    except (PAMQPException, ValueError, KeyError):
        raise Unreachable("does not speak AMQP 0-9-1") from None
    raise Unreachable("does not speak AMQP 0-9-1")
