"""Opens the monitor's store and folder; serves its application."""

from __future__ import annotations

import asyncio
import fcntl
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from launchready.watch.service.clocks import Clocks
from launchready.watch.service.hand import StoreHand
from launchready.watch.service.keys import identity_of, own_key
from launchready.watch.service.plan import Plan
from launchready.watch.service.run import Service
from launchready.watch.store.engine import open_engine
from launchready.watch.store.migrations import migrate

if TYPE_CHECKING:
    from hypercorn.typing import Framework
    from starlette.types import ASGIApp

FILE_NAME = "watch.sqlite"


class AlreadyRunning(Exception):
    """Another process uses the data folder."""


def make_folder(data: Path) -> None:
    """Make the data folder, for its owner alone, and keep it out of source control.

    The store holds the key of links and of jobs' URLs.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    ignore = data / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


@asynccontextmanager
async def open_service(
    plan: Plan, data: Path, store_url: str = "", clocks: Clocks | None = None
) -> AsyncIterator[Service]:
    """Open the store and make the monitor; `run` it within.

    Args:
        plan: what is run.
        data: folder of this process alone; it is made where there is none.
        store_url: postgresql://, where several instances share a store.
        clocks: time.

    Raises:
        AlreadyRunning: another process uses the folder.
        StoreError: the store cannot be opened or brought up to date.
    """
    await asyncio.to_thread(make_folder, data)
    with open(data / "lock", "w") as lock:  # noqa: ASYNC230, PTH123
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(f"another process uses {data}") from None
        hand = StoreHand(store_url or data / FILE_NAME)
        try:
            await hand.write(migrate, hand.engine)
            yield Service(plan, hand, data, clocks or Clocks())
        finally:
            await asyncio.to_thread(hand.close)


def ping_paths(data: Path, store_url: str, heartbeats: list[str]) -> dict[str, str]:
    """Give the path that each job calls, without running anything.

    Raises:
        StoreError: the store cannot be opened.
    """
    make_folder(data)
    engine = open_engine(store_url or data / FILE_NAME)
    try:
        migrate(engine)
        key = own_key(engine)
    finally:
        engine.close()
    return {name: f"/ping/{identity_of(key, name)}" for name in heartbeats}


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        OSError: it is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=200)


async def serve(app: ASGIApp, taken: socket.socket, stop: asyncio.Event) -> None:
    """Serve the application on a port until told to stop; the socket is its own from now on."""
    from hypercorn.asyncio import serve as run
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{taken.detach()}"]
    config.accesslog = config.errorlog = None
    config.include_server_header = False
    config.graceful_timeout = 1.0
    config.h11_max_incomplete_size = 16 * 1024
    # The two packages' ASGI types differ in words only.
    await run(cast("Framework", app), config, shutdown_trigger=stop.wait, mode="asgi")
