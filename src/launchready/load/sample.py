"""Reads each route a bounded number of times, politely, and keeps how long it took.

A first look of some 20 requests finds what is plainly too slow.  To prove a p95 within its
target takes 59; so routes that are not settled are read on, up to a limit.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

import launchready
from launchready.clock import Clock
from launchready.facts.base import CannotSee
from launchready.facts.http import HttpExchange
from launchready.facts.performance import PerfRun, RouteSamples
from launchready.facts.statements import Watched
from launchready.load.reading import Reading, latency_ms
from launchready.manifest.schema import Manifest, Route
from launchready.net.dns import Resolver
from launchready.net.http import TOTAL_TIMEOUT_S, HttpClient
from launchready.net.network import Network
from launchready.net.sign_in import SignIn

READABLE = frozenset({"page", "api", "report", "login", "health", "asset"})
"""Kinds that a GET changes nothing at."""
FIRST_LOOK = 20
LOOKS_MORE = (60, 100)
"""Samples at which a route that is not settled is looked at again."""
PER_SECOND = 5.0
"""Requests to one host, at most: a few more visitors, no load."""
MAX_ROUTES = 50
MAX_BODY = 8 * 1024 * 1024
_RELEASE = re.compile(r"[\w.+:/@-]{1,100}")


class Manner(Struct, frozen=True):
    """How politely routes are read.

    Attributes:
        first: samples of each route before it is judged for the first time.
        most: samples of one that is not settled by then.
        per_second: requests to one host.
        idle_s: how long nothing is asked at first, where a database is watched, to see what
            it does by itself.
    """

    first: int = FIRST_LOOK
    most: int = LOOKS_MORE[-1]
    per_second: float = PER_SECOND
    idle_s: float = 2.0

    @property
    def looks(self) -> tuple[int, ...]:
        """Give the numbers of samples at which routes are judged."""
        more = (each for each in LOOKS_MORE if self.first < each <= self.most)
        return (self.first, *more)


class Watcher(Protocol):
    """Sees what the database does for each route; `database.windows` has one."""

    async def begin(self) -> None:
        """Look for the first time."""

    async def end_idle(self) -> None:
        """Look after a while in which nothing was asked."""

    async def end(self, route: str, requests: int, wrong: int) -> None:
        """Look after a few requests to one route."""

    async def seen(self) -> Watched:
        """Say what belongs to which route; raises `CannotSee`."""


def sampled_routes(manifest: Manifest, names: Sequence[str] = ()) -> tuple[Route, ...]:
    """Give the routes that are read: those named, or all that may be.

    Raises:
        CannotSee: one that is named is not declared, or a GET might change something there.
    """
    may = [r for r in manifest.routes if r.kind in READABLE and r.access != "service"]
    if not names:
        return tuple(may[:MAX_ROUTES])
    known = {route.name: route for route in may}
    for name in names:
        if name not in known:
            raise CannotSee(f'no route that may be read is named "{name}"')
    return tuple(known[name] for name in names)


class Sampler:
    """One run: reads routes host by host, all hosts at once."""

    def __init__(
        self,
        manifest: Manifest,
        http: HttpClient,
        sign_in: SignIn,
        manner: Manner,
        *,
        on_sample: Callable[[], None] | None = None,
        watcher: Watcher | None = None,
    ) -> None:
        self._manifest = manifest
        self._http = http
        self._sign_in = sign_in
        self._manner = manner
        self._on_sample = on_sample
        self._watcher = watcher
        self._release: Counter[str] = Counter()
        deploy = manifest.deploy
        self._release_header = deploy.release_header if deploy else ""

    async def read(self, routes: Sequence[Route]) -> tuple[tuple[RouteSamples, ...], str]:
        """Read routes; gives their samples in order, and the release that most answers told."""
        readings = [Reading(route) for route in routes]
        by_host: dict[str, list[Reading]] = {}
        for reading in readings:
            by_host.setdefault(reading.route.host, []).append(reading)
        if self._watcher:
            await self._watch(self._watcher, readings)
        async with asyncio.TaskGroup() as group:
            for of_host in by_host.values():
                group.create_task(self._read_host(of_host))
        told = self._release.most_common(1)
        return tuple(each.samples() for each in readings), told[0][0] if told else ""

    async def _watch(self, watcher: Watcher, readings: Sequence[Reading]) -> None:
        """Take the first look in two windows of each route, one route at a time.

        Hosts may share the database.  Signing in is no route's work, and comes before.
        """
        for reading in readings:
            if reading.route.access == "user":
                with suppress(CannotSee):
                    await self._sign_in.credentials(reading.route.url)
        await watcher.begin()
        await asyncio.sleep(self._manner.idle_s)
        await watcher.end_idle()
        pace = _Pace(1 / self._manner.per_second)
        for until in (max(self._manner.first // 2, 1), self._manner.first):
            for reading in readings:
                asked, wrong = reading.asked, reading.errors.total()
                while reading.asked < until and not reading.unseen:
                    await self._turn(reading, pace)
                if reading.asked > asked:
                    wrong = reading.errors.total() - wrong
                    await watcher.end(reading.route.name, reading.asked - asked, wrong)

    async def _read_host(self, readings: list[Reading]) -> None:
        """Take turns among a host's routes, so that a slow minute meets all of them."""
        pace = _Pace(1 / self._manner.per_second)
        for look in self._manner.looks:
            open_ones = [each for each in readings if not each.asked or not each.settled]
            while any(each.asked < look and not each.unseen for each in open_ones):
                for reading in open_ones:
                    if not reading.unseen and reading.asked < look:
                        await self._turn(reading, pace)

    async def _turn(self, reading: Reading, pace: _Pace) -> None:
        await pace.wait()
        await self._once(reading)
        if self._on_sample:
            self._on_sample()

    async def _once(self, reading: Reading) -> None:
        route = reading.route
        headers: tuple[tuple[str, str], ...] = ()
        try:
            if route.access == "user":
                headers = await self._sign_in.credentials(route.url)
        except CannotSee as error:
            reading.unseen = str(error)
            return
        try:
            answer = await self._http.request(
                "GET", route.url, headers=headers, max_bytes=MAX_BODY
            )
        except CannotSee as error:
            if not str(error).startswith("no answer within"):
                reading.unseen = str(error)
                return
            reading.asked += 1
            reading.hung += 1
            reading.errors[str(error)] += 1
            reading.latencies.append(TOTAL_TIMEOUT_S * 1000)
            return
        self._take(reading, answer.exchange)

    def _take(self, reading: Reading, exchange: HttpExchange) -> None:
        route = reading.route
        if exchange.challenge:
            reading.unseen = f"{exchange.challenge} asked for proof of a human"
            return
        if route.access == "user" and not reading.asked and _led_away(exchange, route):
            reading.unseen = f"the session is not accepted here: it answered {exchange.status}"
            return
        if exchange.status == 429:
            reading.unseen = "a rate limit answered 429: fewer a second, with --rate"
            return
        reading.asked += 1
        if exchange.failure is not None or exchange.status != route.expect:
            what = exchange.detail or str(exchange.failure or exchange.status)
            reading.errors[what[:100]] += 1
            return
        reading.latencies.append(latency_ms(exchange))
        reading.answers.append(exchange)
        told = exchange.header(self._release_header) if self._release_header else ""
        if _RELEASE.fullmatch(told):
            self._release[told] += 1


@dataclass(slots=True)
class _Pace:
    """Keeps requests apart, in seconds, without making up for those that were late."""

    pause: float
    due: float = field(default_factory=time.monotonic)

    async def wait(self) -> None:
        await asyncio.sleep(max(self.due - time.monotonic(), 0))
        self.due = max(self.due + self.pause, time.monotonic())


def _led_away(exchange: HttpExchange, route: Route) -> bool:
    return exchange.status != route.expect and exchange.status in {301, 302, 303, 307, 401, 403}


async def sample(
    manifest: Manifest,
    network: Network,
    *,
    environment: Mapping[str, str],
    manner: Manner | None = None,
    names: Sequence[str] = (),
    release: str = "",
    on_sample: Callable[[], None] | None = None,
    watcher: Watcher | None = None,
    database_unseen: str = "",
) -> PerfRun:
    """Read a product's routes and say how long they took.

    Args:
        manifest: what is declared.
        network: the way out.
        environment: where `[session]` finds its values.
        manner: how politely.
        names: of routes; all that may be read where empty.
        release: to write down; what the product says where empty.
        on_sample: called after each request.
        watcher: sees what the database does meanwhile.
        database_unseen: why nobody does, where a database is declared.

    Raises:
        CannotSee: there is nothing that may be read.
    """
    routes = sampled_routes(manifest, names)
    if not routes:
        raise CannotSee("no route is declared that may be read")
    clock, begun = Clock.system(), time.monotonic()
    manner = manner or Manner()
    # A server that closes each connection costs one for each request; those have limits.
    most = len(routes) * manner.most + network.max_connections
    network = dataclasses.replace(network, max_connections=most)
    resolver = Resolver(network)
    async with HttpClient(network, resolver) as http:
        sampler = Sampler(
            manifest,
            http,
            SignIn(http, manifest, environment),
            manner,
            on_sample=on_sample,
            watcher=watcher,
        )
        samples, told = await sampler.read(routes)
    watched = Watched({}, ())
    if watcher:
        try:
            watched = await watcher.seen()
        except CannotSee as error:
            database_unseen = str(error)
    return PerfRun(
        product=manifest.product.domain,
        environment=manifest.product.environment,
        release=release or told,
        started_at=clock.now,
        duration_s=round(time.monotonic() - begun, 2),
        routes=tuple(replace(each, queries=watched.routes.get(each.route)) for each in samples),
        waited_s=TOTAL_TIMEOUT_S,
        launchready=launchready.__version__,
        statements=watched.statements,
        database_unseen=database_unseen,
    )
