"""A spike fails what does not hold, passes what does, and blames nobody for our own lag."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import pytest

from launchready.drill.beside import Observation
from launchready.drill.spike.judge import judge, recovery_s
from launchready.drill.spike.plan import Shape, make_scenario, plan_spike
from launchready.drill.spike.run import run_spike
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult
from launchready.load.generator import Limits
from launchready.load.histogram import Histogram
from launchready.load.mix import loaded_routes
from launchready.load.result import LoadResult, Second, Tally
from launchready.load.scenario import LoadRoute, Scenario, spike
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.checks.given import manifest as given_manifest
from tests.load.servers import freezing_server
from tests.servers.http import answer, raw_server

HOST = "app.acme.example"
SHORT = Shape(baseline_s=1.0, ramp_s=0.5, hold_s=2.0, recovery_s=2.0, timeout_s=2.0)


def product(peak: float = 20, **more: object) -> Manifest:
    """Make a manifest with a page, a report and routes that nobody may load."""
    routes = [
        {"name": "home", "url": f"http://{HOST}/"},
        {"name": "monthly", "url": f"http://{HOST}/monthly", "kind": "report"},
        {"name": "hook", "url": f"http://{HOST}/hook", "kind": "webhook"},
        {"name": "save", "url": f"http://{HOST}/save", "kind": "write"},
        {"name": "internal", "url": f"http://{HOST}/in", "kind": "api", "access": "service"},
    ]
    return given_manifest(product={"peak_rps": peak}, routes=routes, **more)


def result_of(
    fill: Callable[[int, Tally], None] | None = None, *, lag_s: float = 0.001, peak: float = 10
) -> LoadResult:
    """Make the result of a spike in which everything took 100 ms, and change it."""
    scenario = spike(peak, [LoadRoute("home", "https://a.example/", 0.5)])
    result = LoadResult(
        scenario,
        {(phase, 0): Tally() for phase in range(5)},
        tuple(Histogram() for _ in range(5)),
        [Second() for _ in range(101)],
    )
    for arrival in scenario.arrivals():
        tally, second = result.tallies[arrival.phase, 0], result.seconds[int(arrival.at_s)]
        tally.due += 1
        tally.right += 1
        tally.latency.record(0.1)
        second.due += 1
        second.answered += 1
    for phase in range(5):
        result.lags[phase].record(lag_s, 100)
        if fill:
            fill(phase, result.tallies[phase, 0])
    return result


def verdicts(result: LoadResult) -> dict[str, DrillResult]:
    """Judge, and give the verdicts by aspect."""
    wanted = ("spike-p95", "spike-in-flight", "spike-errors", "spike-recovery")
    return {t.aspect: t.result for t in judge(result).trials if t.aspect in wanted}


def test_what_holds_passes() -> None:
    """Within its targets all along, the product passes every verdict."""
    outcome = judge(result_of())
    assert outcome.result is DrillResult.PASSED
    assert set(verdicts(result_of()).values()) == {DrillResult.PASSED}
    figures = {each.name: each.value for each in outcome.figures}
    assert figures["10x: p95"] == pytest.approx(100, rel=0.002)
    assert figures["recovery"] == 0


def test_slow_at_the_spike_fails_its_p95() -> None:
    """A tenth of the answers over the target is p95 over the target."""

    def slow(phase: int, tally: Tally) -> None:
        if phase == 2:
            tally.latency.record(0.9, 400)

    outcome = judge(result_of(slow))
    assert outcome.result is DrillResult.FAILED
    assert "p95 900 ms" in outcome.summary or "p95 901 ms" in outcome.summary
    assert verdicts(result_of(slow))["spike-errors"] is DrillResult.PASSED


@pytest.mark.parametrize(
    ("errors", "said"),
    [(0, DrillResult.PASSED), (30, DrillResult.UNKNOWN), (90, DrillResult.FAILED)],
)
def test_errors_are_judged_with_their_interval(errors: int, said: DrillResult) -> None:
    """Of 3,000 requests, none proves under 1 %, 90 prove over it, 30 prove neither."""

    def fail(phase: int, tally: Tally) -> None:
        if phase == 2:
            tally.errors["503"] += errors

    assert verdicts(result_of(fail))["spike-errors"] is said


def test_our_own_lag_makes_everything_unknown() -> None:
    """Where this machine's clock was late, even a slow product is not judged."""

    def slow(_phase: int, tally: Tally) -> None:
        tally.latency.record(0.9, 4000)

    outcome = judge(result_of(slow, lag_s=0.2))
    assert outcome.result is DrillResult.UNKNOWN
    assert "this machine was too busy" in outcome.summary
    assert {each.result for each in outcome.trials} == {DrillResult.UNKNOWN}


def test_requests_that_we_did_not_send_make_it_unknown() -> None:
    """More than one in a hundred unsent for our own sake proves nothing."""

    def late(_phase: int, tally: Tally) -> None:
        tally.unsent_late = tally.due // 50

    assert judge(result_of(late)).result is DrillResult.UNKNOWN


def test_a_rate_limit_is_no_failure_of_the_product() -> None:
    """429 to one machine says nothing of many users."""

    def limited(phase: int, tally: Tally) -> None:
        if phase == 2:
            tally.errors["429"] += 500
            tally.limited += 500

    outcome = judge(result_of(limited))
    assert outcome.result is DrillResult.UNKNOWN
    assert "rate limit" in outcome.summary


def test_what_only_grows_fails() -> None:
    """In flight that grows through the spike, beyond what the target explains, piles up."""
    result = result_of()
    for n in range(30):
        result.seconds[30 + n].in_flight = 40 * n
    assert verdicts(result)["spike-in-flight"] is DrillResult.FAILED
    for n in range(30):
        result.seconds[30 + n].in_flight = 300
    assert verdicts(result)["spike-in-flight"] is DrillResult.PASSED


def test_more_than_may_be_under_way_fails() -> None:
    """Requests that found no room are the product's pile, and its errors."""

    def full(phase: int, tally: Tally) -> None:
        if phase == 2:
            tally.unsent_full = 500

    found = verdicts(result_of(full))
    assert found["spike-in-flight"] is DrillResult.FAILED
    assert found["spike-errors"] is DrillResult.FAILED


def test_recovery_is_timed() -> None:
    """The time until all is well again is told; a product that is never well again fails."""
    result = result_of()
    for n in range(7):
        result.seconds[70 + n].over = 5
    assert recovery_s(result) == 7 + 1
    assert verdicts(result)["spike-recovery"] is DrillResult.PASSED
    for n in range(30):
        result.seconds[70 + n].over = 5
    assert recovery_s(result) is None
    assert verdicts(result)["spike-recovery"] is DrillResult.FAILED


def test_only_what_may_be_read_often_is_loaded() -> None:
    """Writes, webhooks and services are left out; a weight of 0 leaves out, too."""
    assert [each.name for each in loaded_routes(product())] == ["home", "monthly"]
    scenario = make_scenario(product(), Shape())
    assert sum(each.weight for each in scenario.routes) == pytest.approx(1)
    report = scenario.routes[1].weight * scenario.phases[2].requests
    assert report == pytest.approx(62 + (6000 - 2 * 62) / 11)
    text = plan_spike(scenario, 2000).text("Acme", "staging")
    assert "200 requests a second at most" in text
    assert "hook" not in text


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (given_manifest(), "peak_rps"),
        (given_manifest(product={"peak_rps": 4}), "no route"),
        (product(load={"max_rps": 3}), "over 3"),
    ],
)
def test_what_is_not_declared_is_not_guessed(manifest: Manifest, why: str) -> None:
    """Without a peak, or routes, or with less allowed than the peak, nothing is sent."""
    with pytest.raises(CannotSee, match=why):
        make_scenario(manifest, Shape())


async def put(manifest: Manifest, port: int, *samplers: object) -> tuple[DrillResult, str]:
    """Run a short spike on a server; gives the result and the summary."""
    outcome = await run_spike(
        manifest,
        Network(connect={f"{HOST}:80": f"127.0.0.1:{port}"}),
        make_scenario(manifest, SHORT),
        environment=os.environ,
        limits=Limits(timeout_s=2.0),
        samplers=samplers,  # type: ignore[arg-type]
    )
    return outcome.result, outcome.summary


async def test_a_server_that_holds_is_not_failed() -> None:
    """A real spike on a quick server: it passes, or this machine was too busy to say."""
    async with freezing_server() as port:
        result, summary = await put(product(), port)
    assert result is DrillResult.PASSED or "this machine" in summary


async def test_a_server_that_stands_still_fails() -> None:
    """A server that stands still for most of the time fails a real spike."""
    async with freezing_server(freeze_s=1.0, every_s=1.2) as port:
        result, summary = await put(product(), port)
    assert result is DrillResult.FAILED or "this machine" in summary


async def test_what_is_wrong_before_the_load_needs_none() -> None:
    """A route that answers wrongly to one request is not loaded at all."""
    async with raw_server(answer(500)) as server:
        with pytest.raises(CannotSee, match="answered 500"):
            await put(product(), server.port)
    assert len(server.heads) == 1


class Watcher:
    """Looks at something as long as the drill runs."""

    name = "the database"

    def __init__(self, seen: Observation | None) -> None:
        self.seen = seen

    async def watch(self, stop: asyncio.Event) -> Observation:
        """Wait for the end, and say what was seen."""
        await stop.wait()
        if self.seen is None:
            raise CannotSee("no permission")
        return self.seen


async def test_what_looks_beside_it_has_its_say() -> None:
    """A sampler's finding fails the drill; one that could not look leaves it unknown."""
    locked = Observation((DrillFinding("orders", "is locked for 3 s"),))
    async with freezing_server() as port:
        found, text = await put(product(), port, Watcher(locked))
        blind, why = await put(product(), port, Watcher(None))
    assert found is DrillResult.FAILED
    assert "is locked" in text
    assert blind is DrillResult.UNKNOWN
    assert "no permission" in why or "this machine" in why


def test_the_scenario_has_no_more_than_ten_times() -> None:
    """The ceiling is the declared peak times ten, whatever is asked for."""
    scenario: Scenario = make_scenario(product(4), Shape(factor=10))
    assert scenario.ceiling_rps == 40
    with pytest.raises(CannotSee, match="10 times"):
        make_scenario(product(4), Shape(factor=11))
