"""Reads each route a bounded number of times, politely, and keeps how long it took.

A first look of some 20 requests finds what is plainly too slow.  To prove a p95 within its
target takes 59; so routes that are not settled are read on, up to a limit.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import launchready
from launchready.clock import Clock
from launchready.facts.base import CannotSee
from launchready.facts.http import HttpExchange
from launchready.facts.performance import PerfRun, RouteSamples, Spent
from launchready.load.verdict import Holds, judge_samples
from launchready.manifest.schema import Manifest, Route
from launchready.net.dns import Resolver
from launchready.net.http import TOTAL_TIMEOUT_S, HttpClient
from launchready.net.masking import mask_urls
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
_SERVER_TIMING = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40})[^,]{0,200}?;\s*dur=(\d{1,8}(?:\.\d{1,6})?)"
)
_RELEASE = re.compile(r"[\w.+:/@-]{1,100}")


@dataclass(frozen=True, slots=True)
class Manner:
    """How politely routes are read.

    Attributes:
        first: samples of each route before it is judged for the first time.
        most: samples of one that is not settled by then.
        per_second: requests to one host.
    """

    first: int = FIRST_LOOK
    most: int = LOOKS_MORE[-1]
    per_second: float = PER_SECOND

    @property
    def looks(self) -> tuple[int, ...]:
        """Give the numbers of samples at which routes are judged."""
        more = (each for each in LOOKS_MORE if self.first < each <= self.most)
        return (self.first, *more)


@dataclass(slots=True)
class _Reading:
    """One route's samples so far."""

    route: Route
    latencies: list[float] = field(default_factory=list)
    asked: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    hung: int = 0
    answers: list[HttpExchange] = field(default_factory=list)
    unseen: str = ""

    def samples(self) -> RouteSamples:
        """Give what is known of the route by now."""
        return RouteSamples(
            route=self.route.name,
            url=mask_urls(self.route.url),
            kind=self.route.kind,
            target_ms=self.route.p95_ms,
            latencies_ms=tuple(self.latencies),
            asked=self.asked,
            failed=self.errors.total(),
            errors=tuple(sorted(self.errors.items())),
            hung=self.hung,
            size=_median([each.body.wire_size for each in self.answers]),
            spent=_spent(self.answers),
            unseen=self.unseen,
        )

    @property
    def settled(self) -> bool:
        """Say whether more samples would change nothing."""
        return bool(self.unseen) or judge_samples(self.samples()).latency is not Holds.UNKNOWN


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
        on_sample: Callable[[], None] | None = None,
    ) -> None:
        self._manifest = manifest
        self._http = http
        self._sign_in = sign_in
        self._manner = manner
        self._on_sample = on_sample
        self._release: Counter[str] = Counter()
        deploy = manifest.deploy
        self._release_header = deploy.release_header if deploy else ""

    async def read(self, routes: Sequence[Route]) -> tuple[tuple[RouteSamples, ...], str]:
        """Read routes; gives their samples in order, and the release that most answers told."""
        readings = [_Reading(route) for route in routes]
        by_host: dict[str, list[_Reading]] = {}
        for reading in readings:
            by_host.setdefault(reading.route.host, []).append(reading)
        async with asyncio.TaskGroup() as group:
            for of_host in by_host.values():
                group.create_task(self._read_host(of_host))
        told = self._release.most_common(1)
        return tuple(each.samples() for each in readings), told[0][0] if told else ""

    async def _read_host(self, readings: list[_Reading]) -> None:
        """Take turns among a host's routes, so that a slow minute meets all of them."""
        pause, due = 1 / self._manner.per_second, time.monotonic()
        for look in self._manner.looks:
            open_ones = [each for each in readings if not each.asked or not each.settled]
            while any(each.asked < look and not each.unseen for each in open_ones):
                for reading in open_ones:
                    if reading.unseen or reading.asked >= look:
                        continue
                    await asyncio.sleep(max(due - time.monotonic(), 0))
                    due = max(due + pause, time.monotonic())
                    await self._once(reading)
                    if self._on_sample:
                        self._on_sample()

    async def _once(self, reading: _Reading) -> None:
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

    def _take(self, reading: _Reading, exchange: HttpExchange) -> None:
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
        reading.latencies.append(_latency(exchange))
        reading.answers.append(exchange)
        told = exchange.header(self._release_header) if self._release_header else ""
        if _RELEASE.fullmatch(told):
            self._release[told] += 1


def _led_away(exchange: HttpExchange, route: Route) -> bool:
    return exchange.status != route.expect and exchange.status in {301, 302, 303, 307, 401, 403}


def _latency(exchange: HttpExchange) -> float:
    """Give the time from the request to the last octet, without opening the connection."""
    spent = exchange.timing
    opening = sum(ms or 0.0 for ms in (spent.dns_ms, spent.connect_ms, spent.tls_ms))
    return round(max(spent.total_ms - opening, 0.0), 2)


def _spent(answers: Sequence[HttpExchange]) -> Spent:
    times = [each.timing for each in answers]
    bodies = [
        max(_latency(each) - each.timing.first_byte_ms, 0.0)
        for each in answers
        if each.timing.first_byte_ms is not None
    ]
    told: dict[str, list[float]] = {}
    for answer in answers:
        for name, duration in _SERVER_TIMING.findall(answer.header("server-timing")[:2000]):
            if name in told or len(told) < 10:
                told.setdefault(name, []).append(float(duration))
    return Spent(
        dns_ms=_middle([each.dns_ms for each in times]),
        connect_ms=_middle([each.connect_ms for each in times]),
        tls_ms=_middle([each.tls_ms for each in times]),
        first_byte_ms=_middle([each.first_byte_ms for each in times]),
        body_ms=_middle(bodies),
        server=tuple((name, round(statistics.median(ms), 2)) for name, ms in told.items()),
    )


def _middle(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return round(statistics.median(known), 2) if known else None


def _median(values: Sequence[int]) -> int:
    return round(statistics.median(values)) if values else 0


async def sample(
    manifest: Manifest,
    network: Network,
    *,
    environment: Mapping[str, str],
    manner: Manner | None = None,
    names: Sequence[str] = (),
    release: str = "",
    on_sample: Callable[[], None] | None = None,
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

    Raises:
        CannotSee: there is nothing that may be read.
    """
    routes = sampled_routes(manifest, names)
    if not routes:
        raise CannotSee("no route is declared that may be read")
    clock, begun = Clock.system(), time.monotonic()
    resolver = Resolver(network)
    async with HttpClient(network, resolver) as http:
        sampler = Sampler(
            manifest, http, SignIn(http, manifest, environment), manner or Manner(), on_sample
        )
        samples, told = await sampler.read(routes)
    return PerfRun(
        product=manifest.product.domain,
        environment=manifest.product.environment,
        release=release or told,
        started_at=clock.now,
        duration_s=round(time.monotonic() - begun, 2),
        routes=samples,
        waited_s=TOTAL_TIMEOUT_S,
        launchready=launchready.__version__,
    )
