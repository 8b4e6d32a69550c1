"""What may look at the product's inside while a drill acts on it from outside."""

from __future__ import annotations

import asyncio
from typing import Protocol

from msgspec import Struct

from launchready.facts.drills import DrillFinding, Figure, Trial


class Observation(Struct, frozen=True):
    """What was seen beside a drill: it becomes part of the drill's record.

    Attributes:
        findings: what was wrong; each fails the drill.
        figures: what was measured.
        trials: verdicts that checks of their own judge by; a failed one fails the drill.
    """

    findings: tuple[DrillFinding, ...] = ()
    figures: tuple[Figure, ...] = ()
    trials: tuple[Trial, ...] = ()


class Sampler(Protocol):
    """Looks at something again and again as long as a drill runs (locks, pools, queues)."""

    @property
    def name(self) -> str:
        """Give what it looks at ("the database"), for a report."""
        ...

    async def watch(self, stop: asyncio.Event) -> Observation:
        """Look until `stop` is set, then say what was seen.

        It shares the event loop with the load: no step of it may block for longer than a
        millisecond or two; what does belongs in `asyncio.to_thread`.

        Raises:
            CannotSee: it could not look; the drill's result is unknown, not passed.
        """
        ...
