"""What came of a load: counts and latencies of each route in each phase, second by second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from launchready.load.histogram import Histogram
from launchready.load.scenario import Scenario


@dataclass(slots=True)
class Tally:
    """What became of the requests of one route in one phase, or of several together.

    Attributes:
        due: requests that the schedule asked for.
        right: answered with the declared status.
        errors: how often something else came of one, by what ("503", "no answer in time").
        limited: errors that a rate limit or a bot's challenge answered: they tell of us.
        unsent_full: not sent, since too many were under way: the product is too slow.
        unsent_late: not sent, since this machine was too busy to send them in time.
        latency: of right answers, from the moment each was due; what never came, or could
            not be sent for all that was under way, counts as the whole time-out.
    """

    due: int = 0
    right: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    limited: int = 0
    unsent_full: int = 0
    unsent_late: int = 0
    latency: Histogram = field(default_factory=Histogram)

    @property
    def failed(self) -> int:
        """Count requests that the product is to blame for, those not sent among them."""
        return self.errors.total() + self.unsent_full

    @property
    def asked(self) -> int:
        """Count requests that this machine did its part for."""
        return self.due - self.unsent_late

    def add(self, other: Tally) -> None:
        """Add another one's counts."""
        self.due += other.due
        self.right += other.right
        self.errors.update(other.errors)
        self.limited += other.limited
        self.unsent_full += other.unsent_full
        self.unsent_late += other.unsent_late
        self.latency.merge(other.latency)


@dataclass(slots=True)
class Second:
    """One second of the load.

    Attributes:
        due: requests that fell due in it; failed: of those.
        over: of those that were answered, how many later than their route allows.
        answered: of those.
        in_flight: at its end.
    """

    due: int = 0
    failed: int = 0
    answered: int = 0
    over: int = 0
    in_flight: int = 0


@dataclass(slots=True)
class LoadResult:
    """Everything that one run saw.

    Attributes:
        scenario: what was asked for.
        tallies: by (phase, route), indices into the scenario's.
        lags: how late this machine's own clock ticked, by phase.
        seconds: by the second in which requests fell due.
        peak_in_flight: most requests under way at once.
        connections: how many were opened.
    """

    scenario: Scenario
    tallies: dict[tuple[int, int], Tally] = field(default_factory=dict)
    lags: tuple[Histogram, ...] = ()
    seconds: list[Second] = field(default_factory=list)
    peak_in_flight: int = 0
    connections: int = 0

    def total(
        self, phases: Iterable[int] | None = None, routes: Iterable[int] | None = None
    ) -> Tally:
        """Add up tallies of some phases and routes; None for all."""
        chosen = Tally()
        of_phases = None if phases is None else set(phases)
        of_routes = None if routes is None else set(routes)
        for (phase, route), tally in self.tallies.items():
            if (of_phases is None or phase in of_phases) and (
                of_routes is None or route in of_routes
            ):
                chosen.add(tally)
        return chosen


class Progress(Struct, frozen=True):
    """How a load is going, for a person who watches.

    Attributes:
        elapsed_s, total_s: seconds.
        phase: its name.
        rps: requests due a second, of late.
        p95_s: of answers since the last report; nan where there was none.
        failed, sent: so far.
        in_flight: now.
    """

    elapsed_s: float
    total_s: float
    phase: str
    rps: float
    p95_s: float
    failed: int
    sent: int
    in_flight: int
