"""The dashboard on a port of this machine, in a thread of its own, and a client of it."""

from __future__ import annotations

import asyncio
import dataclasses
import http.client
import re
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.manifest.load import load_manifest
from launchready.watch.service.app import make_app
from launchready.watch.service.opening import listen, open_service, serve
from launchready.watch.service.plan import make_plan
from launchready.watch.service.run import Service
from launchready.watch.store.engine import Engine
from launchready.web import people
from launchready.web.dashboard import dashboard_routes, open_dashboard
from launchready.web.desk import Desk
from launchready.web.people import Person
from launchready.web.roles import Role

T = TypeVar("T")

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


class Client:
    """A browser without a screen: keeps cookies, follows nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = dict(headers or {})
        if self.cookies:
            sent["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("set-cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        return Answer(
            response.status, {k.lower(): v for k, v in response.headers.items()}, text
        )

    def send(
        self, path: str, fields: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form as it is."""
        kind = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields, doseq=True).encode()
        return self.ask(path, "POST", body, kind | dict(headers or {}))

    def fill(self, page: str, fields: Mapping[str, Any], to: str = "") -> Answer:
        """Open a page and send the form on it."""
        found = TOKEN.search(self.ask(page).text)
        assert found, f"no form on {page}"
        return self.send(to or page.partition("?")[0], {"token": found[1], **fields})

    def sign_in(self, name: str, password: str = PASSWORD) -> Answer:
        """Sign in."""
        return self.fill("/sign-in", {"name": name, "password": password})


class Site:
    """A running dashboard; people named after their roles can sign in to it."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, service: Service, desk: Desk, port: int
    ) -> None:
        self._loop = loop
        self.service, self.desk, self.port = service, desk, port
        self.start = f"http://127.0.0.1:{port}"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def write(self, work: Callable[[Engine], T]) -> T:
        """Write to the store, as the monitor does."""

        async def ask() -> T:
            done = await self.service.hand.write(work, self.service.hand.engine)
            self.service.changes.announce()
            return done

        return self.run(ask())

    def add(self, name: str, role: Role, password: str = PASSWORD) -> Person:
        """Add a person."""

        async def ask() -> Person:
            hashed = await self.desk.passwords.hash(password)
            return await self.desk.write(lambda run: people.add(run, name, role, 0, hashed))

        return self.run(ask())

    def client(self, name: str = "") -> Client:
        """Give a new browser, signed in where a name is given."""
        client = Client(self.port)
        if name:
            answer = client.sign_in(name)
            assert answer.status == 303, answer.text
        return client

    def forget_tries(self) -> None:
        """Let whoever guessed before guess again."""
        fresh = Desk(self.service)
        self.desk.by_address, self.desk.by_name = fresh.by_address, fresh.by_name
        self.desk.keys_by_address = fresh.keys_by_address


@contextmanager
def serving(
    folder: Path,
    manifest: str,
    *,
    public_url: str = "",
    fill: Callable[[Service], None] | None = None,
    runs: bool = False,
    patience_s: float = 60,
) -> Iterator[Site]:
    """Serve the dashboard of a manifest.

    Args:
        folder: where manifest and store are put.
        manifest: as text.
        public_url: what people are told to open.
        fill: puts something into the store before.
        runs: look at things, too.
        patience_s: how long filling may take.
    """
    path = folder / "launchready.toml"
    path.write_text(manifest)
    declared = load_manifest(path)
    plan = make_plan(declared, {}, open_network(declared, Folder(folder)))
    plan = dataclasses.replace(plan, public_url=public_url)
    ready = threading.Event()
    found: list[Site] = []
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def main() -> None:
        loop, ends = asyncio.get_running_loop(), asyncio.Event()
        async with open_service(plan, folder / "data") as service:
            if fill is not None:
                await asyncio.to_thread(fill, service)
            desk = await open_dashboard(service)
            taken = listen("127.0.0.1", 0)
            port = taken.getsockname()[1]
            app = make_app(service, dashboard_routes(desk))
            tasks = [asyncio.create_task(serve(app, taken, ends))]
            if runs:
                tasks.append(asyncio.create_task(service.run(ends)))
            found.append(Site(loop, service, desk, port))
            stop.append((loop, ends))
            ready.set()
            await asyncio.gather(*tasks)

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    try:
        assert ready.wait(patience_s)
        yield found[0]
    finally:
        for loop, ends in stop:
            loop.call_soon_threadsafe(ends.set)
        thread.join(60)
