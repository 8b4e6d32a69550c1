"""Redis and what speaks like it: enough of the protocol to ask a question (RESP2).

Written out in a page rather than taken from a library: a handful of commands is all that
is asked, and every connection must go through the rule for addresses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from launchready.net.dial import Dialler, Line, Unreachable

MAX_BULK = 256 * 1024
MAX_REPLY = 2 * 1024 * 1024
"""Octets of all strings of one reply."""
_MAX_ITEMS = 1000

Reply = str | int | bytes | None | list["Reply"]


class RedisUrl(Struct, frozen=True):
    """The parts of redis://user:password@host:port/number; never shown."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    number: int


def read_url(url: str) -> RedisUrl:
    """Read a redis:// or rediss:// URL.

    Raises:
        ValueError: it is something else; the message holds nothing of it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 6379
        number = int(parts.path.strip("/") or 0)
    except ValueError:
        raise ValueError("is not a redis:// URL") from None
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ValueError("is not a redis:// URL")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return RedisUrl(parts.hostname, port, parts.scheme == "rediss", user, password, number)


class Redis:
    """A connection that is signed in."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._left = 0

    async def call(self, *words: str | bytes) -> Reply:
        """Send a command and give its reply.

        Raises:
            Unreachable: an error reply, or no Redis.
        """
        parts = [word.encode() if isinstance(word, str) else word for word in words]
        octets = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._left = MAX_REPLY
        await self._line.send(b"*%d\r\n%s" % (len(parts), octets))
        return await self._reply(depth=0)

    async def at_once(self, *commands: tuple[str | bytes, ...]) -> list[Reply]:
        """Send commands that nothing may come between (MULTI), and give their replies.

        Raises:
            Unreachable: one of them, or all of it, was refused.
        """
        await self.call("MULTI")
        try:
            for command in commands:
                await self.call(*command)
        except Unreachable:
            await self.call("DISCARD")
            raise
        replies = await self.call("EXEC")
        if not isinstance(replies, list) or len(replies) != len(commands):
            raise Unreachable("does not speak Redis' protocol")
        return replies

    async def _reply(self, depth: int) -> Reply:
        text = await self._line.read_line()
        mark, rest = text[:1], text[1:]
        if mark == "+":
            return rest
        if mark == "-":
            # The first word says what kind of error it is; the rest may quote anything.
            raise Unreachable(f"answers with an error: {rest.split(' ')[0][:30]}")
        number = _number(rest)
        if mark == ":":
            return number
        if mark == "$":
            return await self._bulk(number)
        if mark == "*" and depth < 3 and number <= _MAX_ITEMS:
            if number < 0:
                return None
            return [await self._reply(depth + 1) for _ in range(number)]
        raise Unreachable("does not speak Redis' protocol")

    async def _bulk(self, size: int) -> bytes | None:
        if size < 0:
            return None
        self._left -= size
        if size > MAX_BULK or self._left < 0:
            raise Unreachable("sent more than is asked for")
        try:
            return (await self._line.reader.readexactly(size + 2))[:-2]
        except (asyncio.IncompleteReadError, OSError):
            raise Unreachable("hung up in the middle of an answer") from None


def _number(text: str) -> int:
    if not text.lstrip("-").isdigit() or len(text) > 20:
        raise Unreachable("does not speak Redis' protocol")
    return int(text)


@asynccontextmanager
async def open_redis(dialler: Dialler, url: RedisUrl) -> AsyncIterator[Redis]:
    """Connect and sign in.

    Raises:
        CannotSee, Unreachable: it did not work.
    """
    async with dialler.open(url.host, url.port, tls=url.tls) as line:
        redis = Redis(line)
        if url.password:
            await redis.call("AUTH", *([url.user] if url.user else []), url.password)
        if url.number:
            await redis.call("SELECT", str(url.number))
        yield redis
