"""A server that speaks enough of Redis' protocol to hold queues for a twin, or for a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class RedisServer:
    """What it holds.

    Attributes:
        port: where it listens on loopback.
        lists, hashes, sorted_sets: what keys hold.
        password: what AUTH must bring; empty asks for none.
    """

    port: int = 0
    lists: dict[str, list[bytes]] = field(default_factory=dict)
    hashes: dict[str, dict[str, bytes]] = field(default_factory=dict)
    sorted_sets: dict[str, list[tuple[bytes, float]]] = field(default_factory=dict)
    password: str = ""

    def answer(self, words: list[str], signed_in: bool) -> bytes:
        """Answer one command."""
        if not signed_in and words[0] != "AUTH":
            return b"-NOAUTH Authentication required.\r\n"
        match words:
            case ["AUTH", *_, password]:
                return b"+OK\r\n" if password == self.password else b"-WRONGPASS no\r\n"
            case ["PING"]:
                return b"+PONG\r\n"
            case ["SELECT", _]:
                return b"+OK\r\n"
            case ["LLEN", key]:
                return b":%d\r\n" % len(self.lists.get(key, ()))
            case ["LINDEX", key, index]:
                found = self.lists.get(key, [])
                return _bulk(found[int(index)] if found else None)
            case ["LPOS", key, job, *_]:
                found = self.lists.get(key, [])
                wanted = job.encode()
                return b":%d\r\n" % found.index(wanted) if wanted in found else b"$-1\r\n"
            case ["HGET", key, name]:
                return _bulk(self.hashes.get(key, {}).get(name))
            case ["ZCARD" | "SCARD", key]:
                return b":%d\r\n" % len(self.sorted_sets.get(key, ()))
            case ["ZRANGE", key, first, last, "WITHSCORES"]:
                pairs = self.sorted_sets.get(key, [])[int(first) : int(last) + 1]
                parts = [part for job, score in pairs for part in (job, b"%d" % score)]
                return b"*%d\r\n" % len(parts) + b"".join(_bulk(part) for part in parts)
            case _:
                return b"-ERR unknown command\r\n"


def _bulk(octets: bytes | None) -> bytes:
    return b"$-1\r\n" if octets is None else b"$%d\r\n%s\r\n" % (len(octets), octets)


@asynccontextmanager
async def redis_server(server: RedisServer) -> AsyncIterator[RedisServer]:
    """Serve on loopback."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        signed_in = not server.password
        held: list[bytes] | None = None
        try:
            while head := await reader.readline():
                words = []
                for _ in range(int(head[1:])):
                    size = int((await reader.readline())[1:])
                    words.append((await reader.readexactly(size + 2))[:-2].decode())
                if words == ["MULTI"]:
                    held = []
                    answer = b"+OK\r\n"
                elif words == ["EXEC"] and held is not None:
                    answer = b"*%d\r\n%s" % (len(held), b"".join(held))
                    held = None
                else:
                    answer = server.answer(words, signed_in)
                    if held is not None:
                        held.append(answer)
                        answer = b"+QUEUED\r\n"
                signed_in = signed_in or (words[0] == "AUTH" and answer.startswith(b"+"))
                writer.write(answer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listener = await asyncio.start_server(talk, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server
