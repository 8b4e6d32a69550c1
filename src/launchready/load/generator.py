"""Sends a scenario's requests when they are due, whatever the server does.

An open model: users do not wait for each other.  Latency counts from the moment at which a
request was due, so that a server that stands still is charged for everyone who came
meanwhile (no coordinated omission).  The generator watches its own clock, too: what this
machine was late with is not the server's fault.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import resource
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from launchready.load.connection import Connection, Fault
from launchready.load.histogram import Histogram
from launchready.load.result import LoadResult, Progress, Second, Tally
from launchready.load.scenario import Arrival, Scenario
from launchready.load.target import Origin, Target

DROP_LATE_S = 0.05
"""What this machine would send later than this is not sent: catching up would put more into
a moment than the ceiling allows."""
HEARTBEAT_S = 0.02
MAX_IN_FLIGHT = 2000


class Limits(Struct, frozen=True):
    """What a load keeps to.

    Attributes:
        timeout_s: how long an answer is waited for.
        in_flight: most requests under way at once; what falls due beyond is not sent.
    """

    timeout_s: float = 10.0
    in_flight: int = MAX_IN_FLIGHT


def open_files_allow() -> int:
    """Give how many connections this process may have, half of its files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_IN_FLIGHT if soft == resource.RLIM_INFINITY else max(soft // 2, 16)


class _Request:
    """One request under way."""

    __slots__ = ("due", "number", "retried", "second", "sent", "tally", "target")

    def __init__(
        self, due: float, sent: float, target: Target, tally: Tally, second: Second
    ) -> None:
        self.due, self.sent, self.target = due, sent, target
        self.tally, self.second = tally, second
        self.retried = False


class _Pool:
    """Connections to one server."""

    __slots__ = ("idle", "opening", "origin", "places", "tasks", "waiting")

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.idle: list[Connection] = []
        self.waiting: deque[_Request] = deque()
        self.opening = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.places = itertools.cycle(origin.endpoints)


class Generator:
    """One run of a scenario.

    Args:
        scenario: what is due when; targets: its routes', in their order.
        limits: what to keep to.
        on_progress: called about twice a second.
    """

    def __init__(
        self,
        scenario: Scenario,
        targets: Sequence[Target],
        limits: Limits | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._scenario = scenario
        self._targets = targets
        self._limits = limits or Limits()
        self._most = min(self._limits.in_flight, open_files_allow())
        self._on_progress = on_progress
        pools = {id(target.origin): _Pool(target.origin) for target in targets}
        self._pools = [pools[id(target.origin)] for target in targets]
        self._flight: dict[_Request, Connection | None] = {}
        self._all: set[Connection] = set()
        self._recent: list[float] = []
        self._said: tuple[float, int] = (0.0, 0)
        self._result = LoadResult(
            scenario,
            {
                (phase, route): Tally()
                for phase in range(len(scenario.phases))
                for route in range(len(targets))
            },
            tuple(Histogram() for _ in scenario.phases),
            [Second() for _ in range(math.ceil(scenario.seconds) + 1)],
        )
        self._bounds = list(itertools.accumulate(each.seconds for each in scenario.phases))
        self._sent = self._failed = 0

    async def run(self) -> LoadResult:
        """Run the scenario to its end, and wait for what is still under way."""
        loop = self._loop = asyncio.get_running_loop()
        self._arrivals: Iterator[Arrival] = self._scenario.arrivals()
        self._next = next(self._arrivals, None)
        self._finished, self._landed = asyncio.Event(), asyncio.Event()
        self._begun = loop.time() + HEARTBEAT_S
        self._timer = loop.call_at(self._begun, self._tick)
        heart = asyncio.create_task(self._beat())
        try:
            await self._finished.wait()
            await self._landed.wait()
        finally:
            self._timer.cancel()
            heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await heart
            await self._close()
        return self._result

    def _tick(self) -> None:
        """Send what is due, and come back when the next one is."""
        now = self._loop.time()
        arrival, begun = self._next, self._begun
        while arrival is not None and (due := begun + arrival.at_s) <= now:
            self._start(arrival, due, now)
            arrival = next(self._arrivals, None)
            now = self._loop.time()
        self._next = arrival
        if arrival is None:
            self._finished.set()
        else:
            self._timer = self._loop.call_at(begun + arrival.at_s, self._tick)

    def _start(self, arrival: Arrival, due: float, now: float) -> None:
        tally = self._result.tallies[arrival.phase, arrival.route]
        second = self._result.seconds[int(arrival.at_s)]
        tally.due += 1
        second.due += 1
        if now - due > DROP_LATE_S:
            tally.unsent_late += 1
            return
        if len(self._flight) >= self._most:
            tally.unsent_full += 1
            tally.latency.record(self._limits.timeout_s)
            second.failed += 1
            self._failed += 1
            return
        self._sent += 1
        target = self._targets[arrival.route]
        request = _Request(due, now, target, tally, second)
        pool = self._pools[arrival.route]
        if pool.idle:
            connection = pool.idle.pop()
            self._flight[request] = connection
            connection.send(request, target.octets)
        else:
            self._flight[request] = None
            self._queue(pool, request)

    def _queue(self, pool: _Pool, request: _Request) -> None:
        """Let a request wait for the first connection that is free, and open one more."""
        pool.waiting.append(request)
        if pool.opening < len(pool.waiting) and len(self._all) + pool.opening < self._most:
            self._begin_opening(pool, None)

    def _begin_opening(self, pool: _Pool, only: _Request | None) -> None:
        pool.opening += 1
        task = self._loop.create_task(self._open(pool, only))
        pool.tasks.add(task)
        task.add_done_callback(pool.tasks.discard)

    async def _open(self, pool: _Pool, only: _Request | None) -> None:
        """Open a connection, for one request before all others where that is said."""
        origin = pool.origin
        address, port = next(pool.places)
        connection = Connection(self)
        connection.pool = pool
        try:
            async with asyncio.timeout(self._limits.timeout_s):
                await self._loop.create_connection(
                    lambda: connection,
                    address,
                    port,
                    ssl=origin.tls,
                    server_hostname=origin.host if origin.tls else None,
                )
        except OSError:  # ssl.SSLError and TimeoutError are such
            pool.opening -= 1
            lost = only or (pool.waiting.popleft() if pool.waiting else None)
            if lost is not None:
                self._lose(lost, Fault.CONNECT)
            return
        pool.opening -= 1
        self._result.connections += 1
        self._all.add(connection)
        if only is not None and only in self._flight and connection.open:
            self._flight[only] = connection
            connection.send(only, only.target.octets)
        else:
            self._free(connection, pool)

    def _free(self, connection: Connection, pool: _Pool) -> None:
        """Give a connection its next request, or keep it for one."""
        if not connection.open:
            self._all.discard(connection)
            if pool.waiting:  # somebody counted on it
                self._queue(pool, pool.waiting.popleft())
            return
        if pool.waiting:
            request = pool.waiting.popleft()
            self._flight[request] = connection
            connection.send(request, request.target.octets)
        else:
            pool.idle.append(connection)

    # What connections tell.

    def answered(self, connection: Connection, status: int, *, challenged: bool) -> None:
        """Count an answer; the connection takes the next request."""
        request, connection.request = connection.request, None
        assert isinstance(request, _Request)
        del self._flight[request]
        tally, second, route = request.tally, request.second, request.target.route
        if status == route.expect and not challenged:
            took = self._loop.time() - request.due
            tally.right += 1
            tally.latency.record(took)
            second.answered += 1
            second.over += took > route.target_s
            self._recent.append(took)
        else:
            self._count_error(request, str(status))
            tally.limited += challenged or status == 429
        pool = connection.pool
        assert isinstance(pool, _Pool)
        self._free(connection, pool)

    def failed(self, connection: Connection, fault: Fault, *, stale: bool) -> None:
        """Count a failure; what a kept connection lost is asked for once more, on a new one."""
        request, connection.request = connection.request, None
        self._all.discard(connection)
        assert isinstance(request, _Request)
        pool = connection.pool
        assert isinstance(pool, _Pool)
        if stale and not request.retried:
            request.retried = True
            self._flight[request] = None
            self._begin_opening(pool, request)
            return
        self._lose(request, fault)

    def idle_lost(self, connection: Connection) -> None:
        """Forget a connection that the server closed."""
        self._all.discard(connection)
        pool = connection.pool
        assert isinstance(pool, _Pool)
        with contextlib.suppress(ValueError):
            pool.idle.remove(connection)

    def _lose(self, request: _Request, fault: Fault) -> None:
        if self._flight.pop(request, self) is self:
            return
        if fault is Fault.LATE:
            took = self._loop.time() - request.due
            request.tally.latency.record(took)
            request.second.over += 1
        self._count_error(request, fault.value)

    def _count_error(self, request: _Request, what: str) -> None:
        request.tally.errors[what] += 1
        request.second.failed += 1
        self._failed += 1

    # What happens beside the requests.

    async def _beat(self) -> None:
        """Watch the own clock, end what waits too long, and tell how it goes."""
        loop, due = self._loop, self._begun
        while True:
            due += HEARTBEAT_S
            await asyncio.sleep(due - loop.time())
            now = loop.time()
            elapsed = now - self._begun
            index = min(self._phase_at(elapsed), len(self._bounds) - 1)
            self._result.lags[index].record(now - due)
            due = max(due, now - HEARTBEAT_S)  # one long stall is one, not many
            flying = len(self._flight)
            self._result.peak_in_flight = max(self._result.peak_in_flight, flying)
            if 0 <= int(elapsed) < len(self._result.seconds):
                self._result.seconds[int(elapsed)].in_flight = flying
            self._sweep(now)
            if self._finished.is_set() and not self._flight:
                self._landed.set()
            if self._on_progress and now - self._said[0] >= 0.5:
                self._tell(now, index)

    def _phase_at(self, elapsed: float) -> int:
        return sum(1 for bound in self._bounds if bound <= elapsed)

    def _sweep(self, now: float) -> None:
        """End what waits too long; requests stand in the order in which they were sent."""
        late = list(
            itertools.takewhile(
                lambda pair: now - pair[0].sent > self._limits.timeout_s, self._flight.items()
            )
        )
        for request, connection in late:
            if connection is not None:
                connection.close()
                self._all.discard(connection)
            else:
                pool = self._pools[self._targets.index(request.target)]
                with contextlib.suppress(ValueError):
                    pool.waiting.remove(request)
            self._lose(request, Fault.LATE)

    def _tell(self, now: float, phase: int) -> None:
        assert self._on_progress is not None
        before, sent = self._said
        span = now - before if before else math.inf
        self._said = (now, self._sent)
        recent, self._recent = sorted(self._recent), []
        self._on_progress(
            Progress(
                elapsed_s=max(now - self._begun, 0.0),
                total_s=self._scenario.seconds,
                phase=self._scenario.phases[phase].name,
                rps=(self._sent - sent) / span,
                p95_s=recent[math.ceil(0.95 * len(recent)) - 1] if recent else math.nan,
                failed=self._failed,
                sent=self._sent,
                in_flight=len(self._flight),
            )
        )

    async def _close(self) -> None:
        opening = [task for pool in set(self._pools) for task in pool.tasks]
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        for connection in self._all:
            connection.close()
        await asyncio.sleep(0)
