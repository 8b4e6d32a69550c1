"""The portal's log while it runs: a line for each request, and what faults add to it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from launchready.demo.faults import Faults

MAX_BODY = 2000


class LiveLog:
    """Wraps one host's application and logs what passes through it."""

    def __init__(self, app: ASGIApp, path: Path, faults: Faults) -> None:
        self._app = app
        self._path = path
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, then log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        status = 0

        async def read() -> Message:
            message = await receive()
            if len(body) < MAX_BODY:
                body.extend(message.get("body", b"")[:MAX_BODY])
            return message

        async def answer(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, read, answer)
        self._write(scope["method"], scope["path"], status, bytes(body))

    def _write(self, method: str, path: str, status: int, body: bytes) -> None:
        if not self._path.parent.is_dir():  # asked before the repository was written
            return
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3]
        plain = "".join(char for char in path[:200] if char.isprintable() and char != " ")
        lines = [f"{at}Z INFO request={secrets.token_hex(8)} {method} {plain} {status}"]
        text = body.decode("utf-8", "replace").replace("\n", " ")
        if method == "POST" and self._faults.password_logged and "password" in text:
            lines.append(f"{at}Z DEBUG sign-in form: {text}")
        if method == "POST" and self._faults.card_logged and "card" in text:
            lines.append(f"{at}Z DEBUG event: {text}")
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
