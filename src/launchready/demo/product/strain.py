"""How the dashboard bears many visitors: well, unless a fault says otherwise."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from launchready.demo.faults import Faults

STRAINED = 20
"""Visits of the dashboard in a second, beyond which a fault shows."""
SLOW_S = 0.75


class Strain:
    """Counts the visits of the last second."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._visits: deque[float] = deque(maxlen=STRAINED)
        self._ever = False

    async def bear(self) -> bool:
        """Take one visit; False says that it fails for lack of resources."""
        now = time.monotonic()
        full = len(self._visits) == STRAINED and now - self._visits[0] < 1
        self._visits.append(now)
        self._ever |= full
        faults = self._faults
        if faults.speed_dashboard or (faults.spike_slow and full):
            await asyncio.sleep(SLOW_S)
        if faults.spike_lasting and self._ever and not full:
            await asyncio.sleep(SLOW_S)
        return not (faults.spike_errors and full)
