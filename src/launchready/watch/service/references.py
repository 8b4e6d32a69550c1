"""Tells our own network's absence from others' faults: are even the far-apart others gone?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from launchready.facts.base import CannotSee
from launchready.net.dial import Dialler, Unreachable
from launchready.net.network import split_endpoint

FRESH_S = 5.0
"""How long an answer is believed."""

TIMEOUT_S = 5.0


def endpoint_of(reference: str) -> tuple[str, int]:
    """Read "host:port" or a URL: where a connection must come up."""
    if "://" in reference:
        parts = urlsplit(reference)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return parts.hostname or "", port
    return split_endpoint(reference)


@dataclass
class References:
    """Others that are looked at when something seems down.

    Attributes:
        dialler: opens connections.
        places: where.
        now: monotonic seconds.
    """

    dialler: Dialler
    places: Sequence[tuple[str, int]]
    now: Callable[[], float]
    _asked_at: float = field(default=float("-inf"), init=False)
    _gone: bool = field(default=False, init=False)
    _asking: asyncio.Task[bool] | None = field(default=None, init=False)

    async def gone(self) -> bool:
        """Say whether every one of them is out of reach; False where none is declared."""
        if not self.places:
            return False
        if self.now() - self._asked_at < FRESH_S:
            return self._gone
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> bool:
        tasks = [asyncio.create_task(self._reaches(*place)) for place in self.places]
        gone = True
        try:
            for next_one in asyncio.as_completed(tasks):
                if await next_one:
                    gone = False
                    break
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._asked_at, self._gone = self.now(), gone
        return gone

    async def _reaches(self, host: str, port: int) -> bool:
        try:
            async with asyncio.timeout(TIMEOUT_S), self.dialler.open(host, port):
                return True
        except (CannotSee, Unreachable, TimeoutError):
            return False
