"""Where the running monitor is told of releases: kept by the one that writes."""

from __future__ import annotations

from collections.abc import Callable

from launchready.watch.decide.timeline import Deploy
from launchready.watch.service.changes import Changes
from launchready.watch.service.hand import StoreHand
from launchready.watch.store.deploys import keep_deploy, keep_seen
from launchready.watch.store.ids import places
from launchready.watch.store.traffic import Cells, Reach, keep_traffic


class ReleaseDesk:
    """Keeps what is told of releases.

    Args:
        hand: the store's threads.
        changes: is announced to.
        now: the wall clock, ms.
    """

    def __init__(self, hand: StoreHand, changes: Changes, now: Callable[[], int]) -> None:
        self._hand = hand
        self._changes = changes
        self.now = now
        self._places = places(now)

    async def tell(self, told: Deploy, key: str) -> bool:
        """Keep what happened to a release; False where it was told before.

        Raises:
            StoreError: it was not kept.
        """
        engine, place = self._hand.engine, next(self._places)
        kept = await self._hand.write(keep_deploy, engine, told, key, place)
        self._changes.announce()
        return kept

    async def saw(self, tag: str) -> None:
        """Keep that a release exists.

        Raises:
            StoreError: it was not kept.
        """
        await self._hand.write(keep_seen, self._hand.engine, tag, self.now())
        self._changes.announce()

    async def count(self, cells: Cells, before: Reach, after: Reach) -> None:
        """Keep what a part of an access log said.

        Raises:
            OutOfStep, StoreError: nothing was kept; see `keep_traffic`.
        """
        engine = self._hand.engine
        await self._hand.write(keep_traffic, engine, cells, before, after, self.now())
        self._changes.announce()
