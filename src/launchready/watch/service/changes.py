"""Tells whoever waits that something may have changed."""

from __future__ import annotations

import asyncio


class Changes:
    """A counter that can be waited for."""

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.Event()

    def announce(self) -> None:
        """Say that something may have changed."""
        self.count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def after(self, count: int, timeout_s: float) -> int:
        """Wait until there is more than `count`, or for so long; give the count."""
        if self.count <= count:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._next.wait()
            except TimeoutError:
                return self.count
        return self.count
