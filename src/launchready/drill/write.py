"""Whether a user sees their own change at once, and how long it takes to make one."""

from __future__ import annotations

import asyncio
import html
import math
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from launchready.drill.plan import Outcome, Plan
from launchready.drill.submit import Sender, accepted
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.facts.performance import RouteSamples
from launchready.load.reading import latency_ms
from launchready.load.verdict import Holds, judge_samples
from launchready.manifest.schema import Manifest, Route, Write
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.masking import mask_urls
from launchready.net.network import Network
from launchready.net.sign_in import SignIn

PER_SECOND = 2.0
"""Changes a second: one busy user."""
FIRST_LOOK = 20
"""Changes after which it stops where they are too slow for certain."""
MAX_WRITES = 10
PATIENCE_S = 10.0
"""How long a reader waits for a change to show at last."""
TRIED_STALE = 3
"""Times that a route is waited for; after that it is known to be stale."""

LATENCY, FRESH = "latency", "fresh"
"""Aspects of the drill's trials."""


class Pace(Struct, frozen=True):
    """How much is written.

    Attributes:
        changes: of each declared write, at most; 59 prove a p95 within its target.
        first: changes after which too slow ones are told by.
        per_second: changes a second.
        reads: after how many changes each route is read.
        patience_s: how long a change is waited for where it does not show.
    """

    changes: int = 60
    first: int = FIRST_LOOK
    per_second: float = PER_SECOND
    reads: int = 60
    patience_s: float = PATIENCE_S


def plan_writes(manifest: Manifest, pace: Pace) -> Plan:
    """Announce the drill.

    Raises:
        CannotSee: no write is declared.
    """
    writes = manifest.writes[:MAX_WRITES]
    if not writes:
        raise CannotSee("no write is declared: [[writes]] with name, route, fields and seen")
    steps = []
    for write in writes:
        route = _route(manifest, write.route)
        who = "as the user of [session], " if write.as_user else ""
        what = "posts JSON to" if write.submit == "json" else "fills in and posts the form of"
        steps.append(f"{write.name}: {who}{what} {route.url}, {pace.changes} times at most")
        steps += [
            f"reads {_route(manifest, name).url} after each, and looks for the change"
            for name in write.seen
        ]
    return Plan(
        "write",
        tuple(steps),
        (f"{pace.per_second:g} changes a second, one after another",),
        "whatever these forms make or change: the last of the words that it fills in "
        "(lr and eight digits) stays, or each of them where a form adds something",
    )


@dataclass(slots=True)
class _Written:
    """What came of one declared write so far."""

    latencies: list[float] = field(default_factory=list)
    asked: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    stale_s: dict[str, list[float]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


async def run_writes(
    manifest: Manifest,
    network: Network,
    *,
    environment: Mapping[str, str],
    pace: Pace | None = None,
    say: Callable[[str], None],
) -> Outcome:
    """Make each declared change again and again, and read it back at once.

    Args:
        manifest: with writes and routes.
        network: the way out.
        environment: where `[session]` finds its values.
        pace: how much.
        say: takes a line of progress.

    Raises:
        CannotSee: a change is refused from the beginning.
    """
    chosen = pace or Pace()
    trials: list[Trial] = []
    async with HttpClient(network, Resolver(network)) as http:
        sender = Sender(http, SignIn(http, manifest, environment))
        for write in manifest.writes[:MAX_WRITES]:
            found = await _Writer(manifest, sender, write, chosen, say).run()
            trials += found
    return _outcome(trials)


@dataclass(slots=True)
class _Writer:
    manifest: Manifest
    sender: Sender
    write: Write
    pace: Pace
    say: Callable[[str], None]
    seen: _Written = field(default_factory=_Written, init=False)

    async def run(self) -> list[Trial]:
        """Make the change as often as needed; gives the trials."""
        due = time.monotonic()
        for number in range(self.pace.changes):
            if number == self.pace.first and self._holds() is Holds.OVER:
                break
            await asyncio.sleep(max(due - time.monotonic(), 0))
            due = time.monotonic() + 1 / self.pace.per_second
            token = f"lr{secrets.token_hex(4)}"
            if await self._change(token) and number < self.pace.reads:
                for name in self.write.seen:
                    await self._read(name, token)
        self.say(f"{self.write.name}: {self.seen.asked} changes")
        return [self._latency(), *(self._fresh(name) for name in self.write.seen)]

    async def _change(self, token: str) -> bool:
        route = _route(self.manifest, self.write.route)
        values = {k: v.replace("{token}", token) for k, v in self.write.fields.items()}
        first = not self.seen.asked
        try:
            answer = await self.sender.send(
                route, values, submit=self.write.submit, as_user=self.write.as_user
            )
            accepted(answer, route.url)
        except CannotSee as error:
            if first:
                raise
            self.seen.asked += 1
            self.seen.errors[str(error)[:100]] += 1
            return False
        self.seen.asked += 1
        self.seen.latencies.append(latency_ms(answer.exchange))
        return True

    async def _read(self, name: str, token: str) -> None:
        """Look for a change; where it does not show, wait and see for how long."""
        stale = self.seen.stale_s.setdefault(name, [])
        if len(stale) >= TRIED_STALE or name in self.seen.unread:
            return
        route, begun = _route(self.manifest, name), time.monotonic()
        self.seen.looked[name] += 1
        first = True
        while True:
            try:
                shown = await self._shows(route, token)
            except CannotSee as error:
                self.seen.unread[name] = str(error)
                return
            waited = time.monotonic() - begun
            if shown or waited >= self.pace.patience_s:
                if not first:
                    stale.append(waited if shown else math.inf)
                return
            first = False
            await asyncio.sleep(min(0.5, self.pace.patience_s / 4))

    async def _shows(self, route: Route, token: str) -> bool:
        if route.access == "user":
            answer = await self.sender.session.request("GET", route.url)
        else:
            answer = await self.sender.http.request("GET", route.url)
        exchange = answer.exchange
        if exchange.status != route.expect:
            why = exchange.challenge or exchange.detail or exchange.failure or exchange.status
            raise CannotSee(f"{mask_urls(route.url)} could not be read: {why}")
        return token in html.unescape(answer.text)

    def _samples(self) -> RouteSamples:
        route = _route(self.manifest, self.write.route)
        return RouteSamples(
            route=route.name,
            url=mask_urls(route.url),
            kind="write",
            target_ms=self.write.p95_ms,
            latencies_ms=tuple(self.seen.latencies),
            asked=self.seen.asked,
            failed=self.seen.errors.total(),
        )

    def _holds(self) -> Holds:
        return judge_samples(self._samples()).latency

    def _latency(self) -> Trial:
        samples = self._samples()
        judged = judge_samples(samples)
        result = {
            Holds.WITHIN: DrillResult.PASSED,
            Holds.OVER: DrillResult.FAILED,
            Holds.UNKNOWN: DrillResult.UNKNOWN,
        }[judged.latency]
        text = "no change was answered"
        if judged.p95 is not None:
            high = "?" if math.isinf(judged.p95.high) else f"{judged.p95.high:.0f}"
            text = (
                f"p95 {judged.p95.value:.0f} ms ({judged.p95.low:.0f} to {high}) in "
                f"{len(samples.latencies_ms)} changes; {samples.target_ms} ms are allowed"
            )
        if judged.errors is Holds.OVER:
            result = DrillResult.FAILED
        if samples.failed:
            why = ", ".join(f"{n}x {what}" for what, n in self.seen.errors.most_common(3))
            text = f"{text}; {samples.failed} of {samples.asked} failed: {why}"
        place = _route(self.manifest, self.write.route).url
        return Trial(self.write.name, mask_urls(place), LATENCY, result, text)

    def _fresh(self, name: str) -> Trial:
        place = mask_urls(_route(self.manifest, name).url)
        stale = self.seen.stale_s.get(name, [])
        looked = self.seen.looked[name]
        if stale:
            longest = max(stale)
            never = f"more than {self.pace.patience_s:g} s"
            for_s = f"up to {longest:.1f} s" if math.isfinite(longest) else never
            times = f"{len(stale)} of {looked} times"
            text = f"{times} it did not show the change, for {for_s}"
            return Trial(self.write.name, place, FRESH, DrillResult.FAILED, text)
        if name in self.seen.unread:
            return Trial(
                self.write.name, place, FRESH, DrillResult.UNKNOWN, self.seen.unread[name]
            )
        if not looked:
            return Trial(self.write.name, place, FRESH, DrillResult.UNKNOWN, "it was not read")
        text = f"it showed the change at once, {looked} times"
        return Trial(self.write.name, place, FRESH, DrillResult.PASSED, text)


def _route(manifest: Manifest, name: str) -> Route:
    route = manifest.route_named(name)
    assert route is not None, "the schema has seen to it"
    return route


def _outcome(trials: list[Trial]) -> Outcome:
    bad = [each for each in trials if each.result is DrillResult.FAILED]
    open_ones = [each for each in trials if each.result is DrillResult.UNKNOWN]
    result = DrillResult.PASSED
    if bad or open_ones:
        result = DrillResult.FAILED if bad else DrillResult.UNKNOWN
    told = bad or open_ones
    summary = "; ".join(f"{each.subject}: {each.text}" for each in told[:3])
    findings = tuple(DrillFinding(each.place, each.text) for each in bad)
    count = len({each.subject for each in trials})
    return Outcome(
        result,
        summary or "every change showed at once, and none took too long",
        findings,
        (Figure("writes", count, "declared"),),
        tuple(trials),
    )
