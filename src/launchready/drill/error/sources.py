"""Where an error could become visible: log files, a command's output, a tracker's webhook."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from launchready.drill.command import output_of
from launchready.drill.error.context import MAX_ENTRY, Entry, Signs, entries
from launchready.drill.log_watch import LogWatch
from launchready.facts.base import CannotSee

COMMAND_EVERY_S = 5.0
COMMAND_S = 30.0
MAX_OUTPUT = 4 * 1024 * 1024
MAX_EVENT = 1024 * 1024
MAX_EVENTS = 100
"""Octets of a command's output, and of an event, that are looked at; and events that wait."""


class Source(Protocol):
    """A place that is looked at."""

    @property
    def place(self) -> str:
        """Name it, as the report does."""
        ...

    async def look(self, signs: Signs) -> list[Entry]:
        """Give what tells of the error among what is new."""
        ...


class LogFiles:
    """What is added to files.

    Args:
        root: folder that patterns start from.
        patterns: of the files.

    Raises:
        CannotSee: none is there.
    """

    def __init__(self, root: Path, patterns: tuple[str, ...]) -> None:
        self.place = "log"
        self._watch = LogWatch(root, patterns, MAX_ENTRY)
        if not self._watch.files:
            raise CannotSee(f"no file fits {', '.join(patterns)} yet")

    async def look(self, signs: Signs) -> list[Entry]:
        """See `Source`."""
        return await asyncio.to_thread(lambda: list(self._entries(signs)))

    def _entries(self, signs: Signs) -> Iterator[Entry]:
        for piece in self._watch.added():
            yield from entries(self.place, piece.text, signs)


class Command:
    """What a command prints, now and then.

    Args:
        command: for a shell.
        folder: where it runs.
    """

    def __init__(self, command: str, folder: Path) -> None:
        self.place = "command"
        self._command, self._folder = command, folder
        self._next = 0.0
        self.status: int | None = 0

    async def look(self, signs: Signs) -> list[Entry]:
        """See `Source`; all that it prints is looked at each time."""
        if time.monotonic() < self._next:
            return []
        self.status, text = await output_of(self._command, self._folder, COMMAND_S, MAX_OUTPUT)
        self._next = time.monotonic() + COMMAND_EVERY_S
        return list(entries(self.place, text, signs))


@dataclass(slots=True)
class Webhook:
    """What a tracker posts to us; `listening` makes one.

    Attributes:
        secret: what Sentry signs with; empty takes what holds the mark, which nobody guesses.
        refused: how many posts were not signed with it.
    """

    secret: str = field(default="", repr=False)
    place: str = "tracker"
    refused: int = 0
    _events: list[bytes] = field(default_factory=list, repr=False)

    async def look(self, signs: Signs) -> list[Entry]:
        """See `Source`."""
        events, self._events = self._events, []
        return [
            entry for event in events for entry in entries(self.place, event, signs, whole=True)
        ]

    def take(self, body: bytes, signature: str) -> bool:
        """Take an event; False where it is not signed as it should be."""
        from launchready.watch.service.hooks import signed

        if self.secret and not signed(self.secret, body, signature):
            self.refused += 1
            return False
        self._events.append(body)
        del self._events[:-MAX_EVENTS]
        return True


@asynccontextmanager
async def listening(taken: socket.socket, secret: str) -> AsyncIterator[Webhook]:
    """Listen for a tracker's webhooks.

    Args:
        taken: a socket that listens; it is closed in the end.
        secret: what they are signed with; empty where they are not.
    """
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from launchready.watch.service.ci import TooLong, read_body
    from launchready.watch.service.opening import serve

    webhook = Webhook(secret)

    async def take(request: Request) -> Response:
        try:
            body = await read_body(request, MAX_EVENT)
        except TooLong:
            return Response(status_code=413)
        good = webhook.take(body, request.headers.get("sentry-hook-signature", ""))
        return Response(status_code=200 if good else 401)

    app = Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(app, taken, stop))
    try:
        yield webhook
    finally:
        stop.set()
        await serving
