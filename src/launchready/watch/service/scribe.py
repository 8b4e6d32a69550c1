"""Writes what was seen, in batches; keeps what cannot be written, and tries again."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from launchready.watch.decide.machine import Change
from launchready.watch.model import MissedWindow, Observation
from launchready.watch.service.ballast import Ballast
from launchready.watch.service.hand import StoreHand
from launchready.watch.store.engine import StoreError
from launchready.watch.store.leases import Fenced
from launchready.watch.store.ledger import Ledger

log = logging.getLogger("launchready.watch")

BATCH_S = 0.05
"""How long looks are collected: a commit costs a write to the disk."""

MAX_BATCH = 1000
MAX_WAITING = 100_000
"""Looks that are kept while nothing can be written; beyond it the oldest are lost."""

LONGEST_WAIT_S = 5.0


@dataclass
class Scribe:
    """The one that writes.

    Attributes:
        hand: the store's threads.
        ledger: what is written by.
        ballast: room for when the disk is full.
        told: is called after a change that people are told of.
        wrote_at: when something was last kept, monotonic seconds.
        error: why nothing can be kept; empty where it can.
        lost: looks that were lost because nothing could be kept for too long.
    """

    hand: StoreHand
    ledger: Ledger
    ballast: Ballast
    told: Callable[[list[Change]], None]
    monotonic: Callable[[], float]
    wrote_at: float = 0.0
    error: str = ""
    lost: int = 0
    fenced: asyncio.Event = field(default_factory=asyncio.Event)
    _looks: deque[Observation] = field(default_factory=deque, init=False)
    _windows: deque[tuple[MissedWindow, bool]] = field(default_factory=deque, init=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _stopping: bool = field(default=False, init=False)

    @property
    def waiting(self) -> int:
        """Say how many looks wait to be written."""
        return len(self._looks)

    def observe(self, seen: Observation) -> None:
        """Take a look."""
        self._looks.append(seen)
        if len(self._looks) > MAX_WAITING:
            self._looks.popleft()
            self.lost += 1
        self._wake.set()

    def missed(self, window: MissedWindow, tell: bool) -> None:
        """Take a time in which nothing was seen."""
        self._windows.append((window, tell))
        self._wake.set()

    def stop(self) -> None:
        """Let `run` write what it has, and end.

        It is not cancelled: a transaction that is under way may yet be kept, and what was
        kept must not be written again.
        """
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Write until stopped, or until another instance has taken over."""
        wait = BATCH_S
        while not self.fenced.is_set():
            await self._wake.wait()
            if not self._stopping:
                await asyncio.sleep(wait)
            try:
                await self.write()
                if self._stopping:
                    return
            except StoreError as error:
                await self._cannot(error)
                wait = min(LONGEST_WAIT_S, wait * 2)
                if self._stopping:
                    return
            except Fenced:
                log.warning("another instance has taken over")
                self._looks.clear()
                self.fenced.set()
            else:
                wait = BATCH_S

    async def write(self) -> None:
        """Write all that waits.

        Raises:
            StoreError, Fenced: what was not written waits on.
        """
        self._wake.clear()
        try:
            while self._windows:
                window, tell = self._windows[0]
                await self.hand.write(self.ledger.missed, window, tell=tell)
                self._windows.popleft()
                self.told([])
            while self._looks:
                batch = [self._looks.popleft() for _ in range(min(MAX_BATCH, len(self._looks)))]
                try:
                    # Of a commit that failed it may be unknown whether it was kept.
                    again = bool(self.error)
                    changes = await self.hand.write(self.ledger.record, batch, again=again)
                except StoreError:
                    self._looks.extendleft(reversed(batch))
                    raise
                self.told(changes)
        except BaseException:
            self._wake.set()
            raise
        self.wrote_at, self.error = self.monotonic(), ""

    async def _cannot(self, error: StoreError) -> None:
        if not self.error:
            log.error("the store cannot be written: %s", error)
        self.error = str(error)
        if error.full and await asyncio.to_thread(self.ballast.drop):
            log.error("the disk is full: the ballast is given up to finish what was begun")
