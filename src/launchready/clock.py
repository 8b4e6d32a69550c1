"""The run's clock: the one source of time that judgements depend on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Self

from msgspec import Struct


class Clock(Struct, frozen=True):
    """The moment that a run judges by; the same when its evidence is replayed.

    Attributes:
        now: start of the run, aware UTC, whole seconds.
    """

    now: datetime

    @classmethod
    def system(cls) -> Self:
        """Read the system clock once."""
        return cls(datetime.now(UTC).replace(microsecond=0))

    @property
    def today(self) -> date:
        """Give the date in UTC."""
        return self.now.date()
