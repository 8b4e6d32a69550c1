"""A server of HTTP/1.1 on loopback, in a process of its own, that can stand still."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

_SERVER = """
import asyncio, sys, time
FREEZE_S, EVERY_S, BASE_S = map(float, sys.argv[1:4])
REPLY = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"

class Answers(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        loop = asyncio.get_running_loop()
        for _ in range(data.count(b"\\r\\n\\r\\n")):
            if BASE_S:
                loop.call_later(BASE_S, self.transport.write, REPLY)
            else:
                self.transport.write(REPLY)

async def main():
    server = await asyncio.get_running_loop().create_server(
        Answers, "127.0.0.1", 0, backlog=2000
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    while True:
        await asyncio.sleep(EVERY_S - FREEZE_S)
        if FREEZE_S:
            time.sleep(FREEZE_S)  # the whole server stands still

asyncio.run(main())
"""


@contextlib.asynccontextmanager
async def freezing_server(
    freeze_s: float = 0.0, every_s: float = 5.0, base_s: float = 0.0
) -> AsyncIterator[int]:
    """Serve; gives the port.

    Args:
        freeze_s: how long it stands still each time.
        every_s: from the end of one standstill to the end of the next.
        base_s: how long each answer takes otherwise.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVER, str(freeze_s), str(every_s), str(base_s),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.communicate()
