"""Looks at the declared queues while a spike runs: work that is put off piles up there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from msgspec import Struct

from launchready.drill.beside import Observation
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult, Figure, Trial
from launchready.manifest.schema import Manifest, Queue
from launchready.net.dial import Dialler, Unreachable
from launchready.net.dns import Resolver
from launchready.net.network import Network
from launchready.queues.moment import Series
from launchready.queues.open import Opener, opener
from launchready.queues.pace import Pace, judge_pace

EVERY_S = 1.0
ASPECT = "queue-pileup"
"""Of the trials, by which the check of that name judges."""


class QueueSampler(Struct, frozen=True):
    """Reads one queue once a second.

    Attributes:
        queue: as declared.
        opens: connects to it.
        every_s: from one reading to the next.
    """

    queue: Queue
    opens: Opener
    every_s: float = EVERY_S

    @property
    def name(self) -> str:
        """Give what it looks at."""
        return f"the queue {self.queue.name}"

    async def watch(self, stop: asyncio.Event) -> Observation:
        """Look until the load is over, and once after it.

        Raises:
            CannotSee: the queue could not be read.
        """
        try:
            async with self.opens() as read:
                series = Series(read)
                await series.take()
                while not stop.is_set():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), self.every_s)
                    await series.take()
        except Unreachable as error:
            raise CannotSee(str(error)) from None
        return self._seen(series)

    def _seen(self, series: Series) -> Observation:
        look = series.look()
        judged = judge_pace(look, self.queue.max_age_s)
        limit = self.queue.max_age_s
        text = f"up to {series.deepest} jobs waited, the oldest for {series.oldest_s:.0f} s"
        if look.came is not None:
            text += f"; {look.came} came and {look.went} went"
        result = DrillResult.PASSED
        if series.oldest_s > limit or judged.pace not in {Pace.KEEPS_UP, Pace.UNKNOWN}:
            result = DrillResult.FAILED
            text += f"; {limit} s are allowed"
        elif judged.pace is Pace.UNKNOWN:
            result = DrillResult.UNKNOWN
            text = f"up to {series.deepest} jobs waited, and none of them bears a time"
        trial = Trial(self.queue.name, "queue", ASPECT, result, text)
        age = Figure(f"queue {self.queue.name}: oldest job", round(series.oldest_s, 1), "s")
        return Observation(figures=(age,), trials=(trial,))


def queue_samplers(
    manifest: Manifest, environment: Mapping[str, str], network: Network
) -> tuple[tuple[QueueSampler, ...], tuple[str, ...]]:
    """Make one for each declared queue whose address is known here.

    Returns:
        The samplers, and why other queues are not looked at.
    """
    inside = Network(connect=network.connect, ca_file=network.ca_file)
    dialler = Dialler(inside, Resolver(network))
    samplers, left_out = [], []
    for queue in manifest.queues:
        url = environment.get(queue.url_env, "")
        try:
            if not url:
                raise ValueError("is not set here")
            samplers.append(QueueSampler(queue, opener(dialler, queue, url)))
        except ValueError as error:
            left_out.append(f"the queue {queue.name} is not looked at: {queue.url_env} {error}")
    return tuple(samplers), tuple(left_out)
