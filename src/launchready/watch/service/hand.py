"""The store's own threads: one that writes, some that read, one for what takes long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from launchready.watch.store.engine import Engine, SqliteEngine, open_engine
from launchready.watch.store.read import Reader

T = TypeVar("T")

READERS = 2


class StoreHand:
    """Runs what touches the store where it may.

    Args:
        place: a file, or a postgresql:// URL.
    """

    def __init__(self, place: Path | str) -> None:
        self.engine: Engine = open_engine(place)
        self._place = place
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._local = threading.local()
        self._opened: list[Engine] = []

    async def write(self, work: Callable[..., T], *args: object, **named: object) -> T:
        """Run in the writer's thread, after all that was asked for before."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, lambda: work(*args, **named))

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run with a reader of its own; readers wait for no writer."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, lambda: work(self._reader())
        )

    async def aside(self, work: Callable[[Engine], T]) -> T:
        """Run what takes long, in many short transactions, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(
            self._aside, lambda: work(self._aside_engine())
        )

    def _aside_engine(self) -> Engine:
        engine: Engine | None = getattr(self._local, "engine", None)
        if engine is None:
            engine = self._local.engine = open_engine(self._place)
            self._opened.append(engine)
        return engine

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            place = self._place
            engine: Engine = (
                SqliteEngine(place, readonly=True)
                if isinstance(place, Path)
                else open_engine(place)
            )
            self._opened.append(engine)
            reader = self._local.reader = Reader(engine)
        return reader

    def close(self) -> None:
        """Finish what was asked for, and let go of the store."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._aside.shutdown(wait=True)
        for engine in (self.engine, *self._opened):
            engine.close()
