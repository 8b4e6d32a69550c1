"""Looks in their time; faults of ours are never blamed on what is looked at."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from launchready.facts.base import CannotSee
from launchready.net.dial import Dialler
from launchready.net.network import Network
from launchready.watch.model import (
    Gap,
    MissedWindow,
    Observation,
    Rules,
    Verdict,
    Watched,
)
from launchready.watch.probe.seen import Look, Seen, down
from launchready.watch.service.clocks import Clocks
from launchready.watch.service.prober import Prober
from launchready.watch.service.references import References, endpoint_of
from tests.servers.http import TableResolver
from tests.servers.tls import serve_bytes


@dataclass
class Hands:
    """Clocks that are set by hand, seconds."""

    monotonic: float = 1000.0
    slept: float = 0.0
    jumped: float = 0.0

    def clocks(self) -> Clocks:
        """Give them as the prober wants them."""
        return Clocks(
            lambda: self.monotonic,
            lambda: self.monotonic + self.slept,
            lambda: 1_790_000_000 + self.monotonic + self.slept + self.jumped,
        )


@dataclass
class Desk:
    """A prober, and what it gave."""

    look: Callable[[], Any]
    hands: Hands = field(default_factory=Hands)
    places: tuple[tuple[str, int], ...] = ()
    network: Network = field(default_factory=Network)
    seen: list[Observation] = field(default_factory=list)
    windows: list[tuple[MissedWindow, bool]] = field(default_factory=list)
    period_ms: int = 60_000

    def prober(self, **options: Any) -> Prober:
        """Make the prober of one monitor."""
        references = References(
            Dialler(self.network, TableResolver()), self.places, self.hands.clocks().monotonic
        )
        look: Look = self.look
        return Prober(
            {"home": Watched("home", "http", "app", self.period_ms, Rules())},
            {"home": look},
            {"home": 10.0},
            self.seen.append,
            lambda window, tell: self.windows.append((window, tell)),
            references,
            clocks=self.hands.clocks(),
            **options,
        )


async def bad() -> Seen:
    """See something wrong."""
    return down("status 500")


async def test_what_was_seen_is_passed_on() -> None:
    """With when it was seen; no answer is a miss."""

    async def silent() -> Seen:
        raise CannotSee("no answer within 10 s")

    seen = await Desk(silent).prober().look("home")
    assert (seen.verdict, seen.reason) == (Verdict.DOWN, "no answer within 10 s")
    assert seen.at == 1_790_001_000_000


async def test_a_fault_of_ours_is_nobody_elses() -> None:
    """An exception in a look is not judged, and its message, which may quote, not kept."""

    async def broken() -> Seen:
        raise ZeroDivisionError("s3cret")

    seen = await Desk(broken).prober().look("home")
    assert (seen.verdict, seen.reason) == (
        Verdict.UNJUDGED,
        "a fault in launchready: ZeroDivisionError",
    )


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"monotonic": 1009.0}, Verdict.DOWN),
        ({"monotonic": 1100.0}, Verdict.UNJUDGED),
        ({"slept": 600.0}, Verdict.UNJUDGED),
        ({"jumped": 600.0}, Verdict.DOWN),
    ],
)
async def test_a_miss_over_a_suspend_or_stall_is_not_believed(
    change: dict[str, float], verdict: Verdict
) -> None:
    """The time-out ran while we did not; a clock that was set changes nothing."""
    hands = Hands()

    async def slow() -> Seen:
        for name, value in change.items():
            setattr(hands, name, value)
        return await bad()

    assert (await Desk(slow, hands).prober().look("home")).verdict is verdict


async def test_when_even_others_are_gone_nothing_is_blamed() -> None:
    """All references out of reach: our own network. One within reach: it is theirs."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    gone = ("127.0.0.1", closed)
    desk = Desk(bad, places=(gone, gone))
    seen = await desk.prober().look("home")
    assert (seen.verdict, seen.reason) == (Verdict.UNJUDGED, "our own network is gone")
    async with serve_bytes(b"") as port:
        desk = Desk(bad, places=(gone, ("127.0.0.1", port)))
        assert (await desk.prober().look("home")).verdict is Verdict.DOWN
    assert (await Desk(bad).prober().look("home")).verdict is Verdict.DOWN


async def test_our_networks_absence_is_a_window_once_it_is_back() -> None:
    """It lasts from the first look that was not blamed to the first answer of a reference."""
    hands = Hands()
    network = Network()
    async with serve_bytes(b"") as port:
        desk = Desk(bad, hands, (("ref.test", 9),), network)
        prober = desk.prober()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(network, "connect", {"ref.test:9": "127.0.0.1:1"})
            assert (await prober.look("home")).verdict is Verdict.UNJUDGED
        network.connect["ref.test:9"] = f"127.0.0.1:{port}"
        hands.monotonic += 90
        await prober._look_for_network()
    [(window, tell)] = desk.windows
    assert (window.cause, window.end - window.start, tell) == (Gap.NETWORK, 90_000, True)


async def test_a_second_place_is_asked_before_a_miss_is_believed() -> None:
    """Good from there: not judged. Bad from there too, or no answer: down."""
    for said, verdict in {
        Verdict.UP: Verdict.UNJUDGED,
        Verdict.DOWN: Verdict.DOWN,
        Verdict.UNJUDGED: Verdict.DOWN,
    }.items():

        async def second(_: str, said: Verdict = said) -> Verdict:
            return said

        prober = Desk(bad).prober(second=second)
        assert (await prober.look("home")).verdict is verdict
        assert (await prober.look("home", alone=True)).verdict is Verdict.DOWN


async def test_the_loop_looks_on_time_and_tells_of_jumps() -> None:
    """A set clock, a suspend and a stall are windows, told where they cost a look."""
    hands = Hands()
    turned = asyncio.Event()

    async def good() -> Seen:
        turned.set()
        return Seen(Verdict.UP)

    desk = Desk(good, hands, period_ms=100)
    prober = desk.prober()

    async def turn() -> None:
        """Let time pass until the monitor is looked at again."""
        turned.clear()
        hands.monotonic += 0.2
        prober.soon("home")
        await asyncio.wait_for(turned.wait(), 20)

    running = asyncio.create_task(prober.run())
    await turn()
    for change in ({"jumped": 3600.0}, {"slept": 600.0}):
        for name, value in change.items():
            setattr(hands, name, value)
        await turn()
    hands.monotonic += 60
    await turn()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [(window.cause, tell) for window, tell in desk.windows] == [
        (Gap.CLOCK, True),
        (Gap.SUSPEND, True),
        (Gap.STALL, True),
    ]
    assert prober.blind_until == desk.windows[-1][0].end
    assert {each.verdict for each in desk.seen} == {Verdict.UP}


async def test_a_monitor_is_not_looked_at_twice_at_once() -> None:
    """A look that takes longer than the period is waited for."""
    hands, going = Hands(), asyncio.Event()
    begun = 0

    async def slow() -> Seen:
        nonlocal begun
        begun += 1
        await going.wait()
        return Seen(Verdict.UP)

    desk = Desk(slow, hands, period_ms=100)
    prober = desk.prober()
    running = asyncio.create_task(prober.run())
    for _ in range(20):
        hands.monotonic += 0.2
        prober.soon("home")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert begun == 1
    going.set()
    while not desk.seen:  # noqa: ASYNC110
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("1.1.1.1:53", ("1.1.1.1", 53)),
        ("[2606:4700::1111]:53", ("2606:4700::1111", 53)),
        ("https://example.net/x", ("example.net", 443)),
        ("http://example.net:8080", ("example.net", 8080)),
    ],
)
def test_references_are_places(reference: str, place: tuple[str, int]) -> None:
    """Written as host:port or as a URL."""
    assert endpoint_of(reference) == place
