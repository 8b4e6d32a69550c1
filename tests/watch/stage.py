"""A product that can be switched off, a channel that records, and the monitor beside them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.http import answer, raw_server

HOST = "app.acme.test"


@dataclass
class Stage:
    """What is up.

    Attributes:
        folder: of the manifest.
        product_up: whether the product answers as it should.
        refusing: whether the channel answers 500.
        arrived: bodies that the channel took, by their key, and how often.
    """

    folder: Path
    product_up: bool = True
    refusing: bool = False
    arrived: dict[str, dict[str, Any]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    @property
    def data(self) -> Path:
        """Give the monitor's folder."""
        return self.folder / "data"

    def news(self) -> list[str]:
        """Give what was told, in the order of arriving."""
        return [body["type"].removeprefix("launchready.") for body in self.arrived.values()]

    async def until(self, *wanted: str) -> None:
        """Wait until so much was told."""
        while self.news() != list(wanted):  # noqa: ASYNC110  (two processes share no event)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def staged(
    folder: Path, *, monitors: int = 1, more: str = "", every_s: int = 5
) -> AsyncIterator[Stage]:
    """Serve the product and the channel; write the manifest."""
    stage = Stage(folder)

    def product(_: bytes) -> bytes:
        return answer(200 if stage.product_up else 500)

    channel = await asyncio.start_server(lambda r, w: _channel(stage, r, w), "127.0.0.1", 0)
    hook = channel.sockets[0].getsockname()[1]
    async with raw_server(product, keep=False) as server, channel:
        routes = "".join(
            f'[[routes]]\nname = "r{n}"\nurl = "http://{HOST}/{n}"\n'
            f'[[monitors]]\nroute = "r{n}"\nevery_s = {every_s}\n'
            for n in range(monitors)
        )
        (folder / "launchready.toml").write_text(
            '[product]\nname = "Acme"\ndomain = "acme.test"\n'
            f"{routes}"
            '[[channels]]\nname = "hook"\nkind = "webhook"\nurl_env = "HOOK"\n'
            f"{more}"
            "[network.connect]\n"
            f'"{HOST}:80" = "127.0.0.1:{server.port}"\n'
            f'"hook.acme.test:80" = "127.0.0.1:{hook}"\n'
        )
        yield stage


async def _channel(
    stage: Stage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        if stage.refusing:
            stage.refused += 1
            writer.write(answer(500, "Connection: close"))
        else:
            key = body["data"]["key"]
            stage.arrived.setdefault(key, body)
            stage.times[key] += 1
            writer.write(answer(200, "Connection: close"))
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


@asynccontextmanager
async def monitoring(
    stage: Stage, scale: float = 50, store: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the monitor as a process; it is killed in the end, unless it has ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.watch.fast_monitor",
        str(stage.folder / "launchready.toml"),
        str(stage.data),
        "0",
        str(scale),
        env={**os.environ, "HOOK": "http://hook.acme.test/hook", "TEST_STORE": store},
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"up\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        # Reads what is left, so that the pipe is closed before the loop is.
        await process.stdout.read()
