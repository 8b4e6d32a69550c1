"""How a command reaches the store: through the running monitor, or by itself.

SQLite has one writer, so that a running monitor is told over HTTP; its store is written to
by a command only while no monitor runs.  Postgres takes several.
"""

from __future__ import annotations

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from msgspec import Struct, field

from launchready.watch.decide.timeline import Deploy, Stay
from launchready.watch.service.clocks import Clocks
from launchready.watch.service.opening import FILE_NAME, AlreadyRunning, make_folder
from launchready.watch.service.release_documents import figures_document, list_document
from launchready.watch.service.running import Refused, Running
from launchready.watch.service.wire import write_part
from launchready.watch.store.deploys import keep_deploy
from launchready.watch.store.engine import Engine, SqliteEngine, StoreError, open_engine
from launchready.watch.store.ids import places
from launchready.watch.store.migrations import migrate, up_to_date
from launchready.watch.store.read import Reader
from launchready.watch.store.traffic import Cells, OutOfStep, Reach, keep_traffic


class ReleaseBook(Protocol):
    """The releases of a store, wherever it is."""

    async def tell(self, told: Deploy, *, now: bool) -> bool:
        """Keep what happened; `now` takes the store's own time for it.

        Raises:
            Refused, StoreError: it was not kept.
        """
        ...

    async def releases(self) -> dict[str, Any]:
        """Give `list_document`."""
        ...

    async def release(self, tag: str, against: str) -> dict[str, Any] | None:
        """Give `figures_document`; None of a release that is not known."""
        ...

    async def reach(self, name: str) -> Reach:
        """Say how far a log was read."""
        ...

    async def count(self, cells: Cells, before: Reach, after: Reach) -> None:
        """Keep what a part of a log said.

        Raises:
            OutOfStep, Refused, StoreError: it was not kept.
        """
        ...


class StoredBook(Struct, frozen=True):
    """A store that this process opens itself."""

    engine: Engine
    clocks: Clocks = field(default_factory=Clocks)

    async def tell(self, told: Deploy, *, now: bool) -> bool:
        """See `ReleaseBook`."""
        at = self.clocks.now()
        told = Deploy(told.tag, told.step, at if now else told.at, told.source, told.to)
        key = f"{told.source}/{secrets.token_hex(16)}"
        return keep_deploy(self.engine, told, key, next(places(self.clocks.now)))

    async def releases(self) -> dict[str, Any]:
        """See `ReleaseBook`."""
        return list_document(Reader(self.engine).timeline())

    async def release(self, tag: str, against: str) -> dict[str, Any] | None:
        """See `ReleaseBook`."""
        found = Reader(self.engine).release(tag, self.clocks.now(), against)
        return None if found is None else figures_document(found)

    async def reach(self, name: str) -> Reach:
        """See `ReleaseBook`."""
        return Reader(self.engine).log_reach(name)

    async def count(self, cells: Cells, before: Reach, after: Reach) -> None:
        """See `ReleaseBook`."""
        keep_traffic(self.engine, cells, before, after, self.clocks.now())


@contextmanager
def open_stored(data: Path, store_url: str, *, write: bool) -> Iterator[StoredBook]:
    """Open a store without a monitor.

    Args:
        data: the monitor's folder.
        store_url: postgresql://, where several instances share a store; else empty.
        write: keep a monitor from starting meanwhile, where it would be the only writer.

    Raises:
        AlreadyRunning: a monitor runs, and it alone writes.
        StoreError: the store cannot be opened.
    """
    if store_url or not write:
        engine = _opened(data, store_url, write=write)
        try:
            yield StoredBook(engine)
        finally:
            engine.close()
        return
    make_folder(data)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(f"a monitor runs on {data}") from None
        engine = _opened(data, "", write=True)
        try:
            yield StoredBook(engine)
        finally:
            engine.close()


def _opened(data: Path, store_url: str, *, write: bool) -> Engine:
    if not store_url and not write:
        if not (data / FILE_NAME).is_file():
            raise StoreError(f"there is no store in {data}")
        engine: Engine = SqliteEngine(data / FILE_NAME, readonly=True)
        if not up_to_date(engine):
            engine.close()
            raise StoreError("the store is of an older version: start `launchready watch` once")
        return engine
    engine = open_engine(store_url or data / FILE_NAME)
    migrate(engine)
    return engine


class RunningBook(Struct, frozen=True):
    """A monitor that runs, asked over HTTP.

    Attributes:
        running: with the key of `[watch] release_key_env`.
    """

    running: Running

    async def tell(self, told: Deploy, *, now: bool) -> bool:
        """See `ReleaseBook`."""
        news = {"tag": told.tag, "step": told.step.value, "to": told.to}
        at = {} if now else {"at": told.at}
        answer = await self._ask(
            "POST", "releases", {**news, **at, "key": secrets.token_hex(16)}
        )
        return bool(answer["kept"])

    async def releases(self) -> dict[str, Any]:
        """See `ReleaseBook`."""
        return await self._ask("GET", "releases")

    async def release(self, tag: str, against: str) -> dict[str, Any] | None:
        """See `ReleaseBook`."""
        query = f"?against={quote(against, safe='')}" if against else ""
        try:
            return await self._ask("GET", f"releases/{quote(tag, safe='')}{query}")
        except _NotThere:
            return None

    async def reach(self, name: str) -> Reach:
        """See `ReleaseBook`."""
        answer = await self._ask("GET", f"traffic/{name}")
        return Reach(name, int(answer["octets"]), str(answer["digest"]))

    async def count(self, cells: Cells, before: Reach, after: Reach) -> None:
        """See `ReleaseBook`."""
        await self._ask("POST", "traffic", write_part(cells, before, after))

    async def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        content = b"" if body is None else json.dumps(body).encode()
        status, answer = await self.running.ask(method, f"ci/{path}", content)
        if status == 404:
            raise _NotThere(f"{self.running.url} has nothing of that kind: is it the monitor?")
        if status == 409:
            raise OutOfStep
        if status != 200:
            raise self.running.refusal(status, answer)
        return answer


class _NotThere(Refused):
    """The monitor knows no such thing."""


def stays_of(document: dict[str, Any]) -> list[Stay]:
    """Read from `list_document` which release ran when."""
    return [
        Stay(str(each["tag"]), _ms(each["start"]), _ms(each["end"]) if each["end"] else None)
        for each in document["stays"]
    ]


def _ms(text: str) -> int:
    from datetime import datetime

    return round(datetime.fromisoformat(text).timestamp() * 1000)
