"""Routes are read politely, judged with their interval, and kept release by release."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from launchready.facts.base import CannotSee
from launchready.facts.performance import PerfRun, Repeats, RouteSamples, together
from launchready.load.compare import Change, compare
from launchready.load.history import read_runs, save_run
from launchready.load.sample import Manner, sample
from launchready.load.verdict import Holds, judge_samples
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.checks.given import manifest as given_manifest
from tests.servers.http import RawServer, answer, raw_server

HOST = "app.acme.example"
NOW = datetime(2026, 11, 2, tzinfo=UTC)
QUICK = Manner(first=20, most=60, per_second=500)


def product(*paths: str, kind: str = "page", **more: object) -> Manifest:
    """Make a manifest with some routes of one kind."""
    routes = [
        {"name": path[1:] or "home", "url": f"http://{HOST}{path}", "kind": kind}
        for path in paths
    ]
    return given_manifest(routes=routes, deploy={"release_header": "x-release"}, **more)


async def read(
    reply: object, manifest: Manifest | None = None, manner: Manner = QUICK, **more: object
) -> tuple[PerfRun, RawServer]:
    """Sample a server that answers with exact octets."""
    async with raw_server(reply) as server:  # type: ignore[arg-type]
        network = Network(connect={f"{HOST}:80": f"127.0.0.1:{server.port}"})
        run = await sample(
            manifest or product("/"),
            network,
            environment={},
            manner=manner,
            **more,  # type: ignore[arg-type]
        )
    return run, server


GOOD = answer(200, "X-Release: 1.4.0", "Server-Timing: db;dur=12.5, app;desc=x;dur=3")


async def test_a_quick_route_is_read_until_it_is_proved() -> None:
    """20 samples prove no p95; 60 do, and then nothing more is asked."""
    run, server = await read(GOOD)
    (route,) = run.routes
    assert (route.asked, route.failed, len(route.latencies_ms)) == (60, 0, 60)
    assert judge_samples(route).latency is Holds.WITHIN
    assert len(server.heads) == 60
    assert run.release == "1.4.0"
    assert dict(route.spent.server) == {"db": 12.5, "app": 3.0}
    assert route.spent.connect_ms is not None
    assert route.spent.first_byte_ms is not None


async def test_answers_are_compared() -> None:
    """How many differ, and how many a cache in front says that it gave."""
    numbers = count()

    def numbered(_: bytes) -> bytes:
        number = next(numbers)
        told = ["Age: 0", "Age: 12", "X-Cache: HIT", "CF-Cache-Status: MISS"][number % 4]
        return answer(200, told, body=b"%d" % (number % 2))

    few = Manner(first=8, most=8, per_second=500)
    for reply, expected in {GOOD: Repeats(8, 1), numbered: Repeats(8, 2, 4)}.items():
        run, _ = await read(reply, manner=few)
        assert run.routes[0].repeats == expected


async def test_a_server_that_closes_each_connection_is_read_to_the_end() -> None:
    """The ceiling of an audit's connections does not end a run whose requests are limited."""
    async with raw_server(answer(200, "Connection: close"), keep=False) as server:
        network = Network(connect={f"{HOST}:80": f"127.0.0.1:{server.port}"})
        run = await sample(product("/"), network, environment={}, manner=QUICK)
    assert (run.routes[0].unseen, run.routes[0].asked) == ("", 60)
    assert server.connections == 60


async def test_a_slow_route_needs_no_more_than_the_first_look() -> None:
    """What is plainly over its target is not read on."""

    def slow(_: bytes) -> bytes:
        time.sleep(0.005)
        return GOOD

    manifest = given_manifest(routes=[{"name": "x", "url": f"http://{HOST}/", "p95_ms": 2}])
    run, server = await read(slow, manifest)
    assert judge_samples(run.routes[0]).latency is Holds.OVER
    assert len(server.heads) == 20


async def test_few_samples_prove_nothing() -> None:
    """However quick, 20 samples say neither yes nor no."""
    run, _ = await read(GOOD, manner=Manner(20, 20, 500))
    judged = judge_samples(run.routes[0])
    assert judged.latency is Holds.UNKNOWN
    assert judged.errors is Holds.UNKNOWN


async def test_errors_are_counted_and_named() -> None:
    """A route that fails has an error rate, and no latency."""
    run, _ = await read({"/": GOOD, "/b": answer(500)}, product("/", "/b"))
    good, bad = run.routes
    assert (good.failed, bad.failed) == (0, bad.asked)
    assert dict(bad.errors) == {"500": bad.asked}
    assert bad.latencies_ms == ()
    assert judge_samples(bad).errors is Holds.OVER


async def test_the_rate_is_kept() -> None:
    """No host is asked faster than it was said, whatever the number of its routes."""
    begun = time.monotonic()
    _, server = await read(GOOD, product("/", "/b"), Manner(5, 5, 20))
    if len(server.heads) != 10:
        pytest.fail(f"{len(server.heads)} requests")
    assert time.monotonic() - begun >= 9 / 20


@pytest.mark.parametrize(
    ("reply", "why"),
    [(answer(429), "rate limit"), (answer(403, "CF-Mitigated: challenge"), "proof of a human")],
)
async def test_what_is_held_back_is_unseen(reply: bytes, why: str) -> None:
    """A rate limit or a challenge says nothing of the product, and is not asked again."""
    run, server = await read(reply)
    assert why in run.routes[0].unseen
    assert len(server.heads) == 1


async def test_a_users_route_without_a_session_is_unseen() -> None:
    """Nobody signed in: the route is not judged by what a stranger is answered."""
    manifest = given_manifest(
        routes=[{"name": "x", "url": f"http://{HOST}/", "access": "user"}]
    )
    run, server = await read(GOOD, manifest)
    assert run.routes[0].unseen
    assert server.heads == []


@pytest.mark.parametrize("kind", ["write", "webhook", "callback"])
async def test_what_a_read_might_change_is_not_read(kind: str) -> None:
    """Writes and callbacks are left alone."""
    with pytest.raises(CannotSee, match="no route"):
        await read(GOOD, product("/", kind=kind))


def run_of(
    release: str,
    *latencies: float,
    days: int = 0,
    product: str = "acme.example",
    failed: int = 0,
) -> PerfRun:
    """Make a run of one route."""
    route = RouteSamples(
        "home", "https://acme.example/", "page", 500, latencies, len(latencies) + failed, failed
    )
    return PerfRun(product, "staging", release, NOW - timedelta(days=days), 1.0, (route,))


def test_runs_are_kept_and_read_back(tmp_path: Path) -> None:
    """The newest comes first; another product's and damaged files are left out."""
    save_run(tmp_path, run_of("1", 5.0, days=2))
    save_run(tmp_path, run_of("2", 6.0))
    save_run(tmp_path, run_of("9", 1.0, days=1, product="other.example"))
    (tmp_path / ".launchready/perf/0.json").write_text("{")
    history = read_runs(tmp_path, "acme.example")
    assert [each.release for each in history.runs] == ["2", "1"]
    assert history.unreadable == ("0.json",)
    assert history.of_release("1")[0] == run_of("1", 5.0, days=2)


def test_no_runs_is_an_empty_history(tmp_path: Path) -> None:
    """A product that was never sampled has no history, and no error."""
    assert read_runs(tmp_path, "acme.example").runs == ()


def test_runs_of_a_release_add_up() -> None:
    """Three runs of 20 are as good as one of 60."""
    runs = tuple(run_of("1", *[9.0] * 20, days=n) for n in range(3))
    (route,) = together(runs)
    assert judge_samples(route).latency is Holds.WITHIN


def noisy(mean: float, seed: int, count: int = 60) -> tuple[float, ...]:
    """Draw latencies with a long tail."""
    chance = random.Random(seed)
    return tuple(mean * chance.lognormvariate(0, 0.3) for _ in range(count))


def changed(first: PerfRun, second: PerfRun) -> Change:
    """Compare two runs of one route."""
    return compare(first.routes, second.routes)[0].change


def test_a_release_that_got_slower_regressed_and_the_other_way_round() -> None:
    """A third more is seen among the noise of 60 samples, in both directions."""
    before, after = run_of("1", *noisy(100, 1)), run_of("2", *noisy(135, 2))
    assert changed(before, after) is Change.REGRESSED
    assert changed(after, before) is Change.IMPROVED
    assert compare(before.routes, after.routes) == compare(before.routes, after.routes)


def test_chance_is_no_regression() -> None:
    """Of forty comparisons of the same with itself, hardly any is called a change."""
    wrong = [
        changed(run_of("1", *noisy(100, n)), run_of("2", *noisy(100, 1000 + n)))
        for n in range(40)
    ]
    assert sum(each is not Change.CANNOT_TELL for each in wrong) <= 4


def test_a_slow_end_alone_is_a_regression() -> None:
    """The middle is the same, and one in seven waits ten times as long."""
    before = noisy(100, 1, 80)
    after = tuple(ms * (10 if n % 7 == 0 else 1) for n, ms in enumerate(noisy(100, 2, 80)))
    assert changed(run_of("1", *before), run_of("2", *after)) is Change.REGRESSED


def test_more_errors_are_a_regression() -> None:
    """A release that answers as quickly, and fails one time in five, is worse."""
    before, after = run_of("1", *noisy(100, 1)), run_of("2", *noisy(100, 2, 48), failed=12)
    assert changed(before, after) is Change.REGRESSED


def test_too_few_or_too_little_is_no_change() -> None:
    """Ten samples tell nothing; a difference of a millisecond matters to nobody."""
    few = run_of("1", *noisy(100, 1, 10)), run_of("2", *noisy(300, 2, 10))
    tiny = run_of("1", *noisy(3, 1)), run_of("2", *noisy(4, 2))
    assert changed(*few) is Change.CANNOT_TELL
    assert changed(*tiny) is Change.CANNOT_TELL
