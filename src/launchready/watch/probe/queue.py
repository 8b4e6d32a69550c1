"""A queue whose oldest waiting job must not be too old.

Where no time is written into jobs (Celery), the age is how long the same job has been the
oldest, seen from here; where none can be told from another (RabbitMQ by AMQP), how long their
number has not fallen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from launchready.net.dial import Unreachable
from launchready.queues.moment import Moment
from launchready.queues.open import Opener
from launchready.watch.model import Verdict
from launchready.watch.probe.seen import Seen, down


@dataclass(slots=True)
class QueueLook:
    """Looks at one queue, again and again.

    Attributes:
        opens: connects to it.
        max_age_s: how old the oldest waiting job may be.
        now: seconds since 1970.
    """

    opens: Opener
    max_age_s: float
    now: Callable[[], float] = time.time
    _head: tuple[bytes, float] | None = field(default=None, init=False)
    _fewest: tuple[int, float] | None = field(default=None, init=False)

    async def __call__(self) -> Seen:
        """Look once.

        Raises:
            CannotSee: DNS does not answer, or the address is refused.
        """
        started = time.monotonic()
        try:
            async with self.opens() as read:
                moment = await read(b"")
        except Unreachable as error:
            return down(str(error))
        took = round((time.monotonic() - started) * 1000, 3)
        if moment.waiting and moment.oldest is None and not moment.head:
            age = self._not_fewer_s(moment.waiting)
            why = f"the {moment.waiting} waiting jobs have not become fewer for {age:.0f} s"
        else:
            since = self._since(moment)
            age = 0.0 if since is None else max(0.0, self.now() - since)
            why = f"the oldest job has waited for {age:.0f} s"
        if age > self.max_age_s:
            return down(why, took)
        return Seen(Verdict.UP, latency_ms=took)

    def _since(self, moment: Moment) -> float | None:
        """Say since when the oldest job waits, as far as we have seen."""
        self._fewest = None
        if moment.oldest is not None or not moment.waiting:
            self._head = None
            return moment.oldest
        if self._head is None or self._head[0] != moment.head:
            self._head = moment.head, self.now()
        return self._head[1]

    def _not_fewer_s(self, waiting: int) -> float:
        """Say for how long no job was seen to be taken, where none is told from another."""
        if self._fewest is None or waiting < self._fewest[0]:
            self._fewest = waiting, self.now()
        self._fewest = waiting, self._fewest[1]
        return self.now() - self._fewest[1]
