"""Releases in the store, on SQLite and on Postgres: what was told, and what each was like."""

from __future__ import annotations

import threading

import pytest

from launchready.load.counted import Turn
from launchready.watch.decide.timeline import Deploy, Step
from launchready.watch.model import HOUR, MINUTE
from launchready.watch.store.deploys import keep_deploy
from launchready.watch.store.engine import Engine, StoreError
from launchready.watch.store.ids import places
from launchready.watch.store.latencies import Latencies
from launchready.watch.store.read import Reader
from launchready.watch.store.releases import ReleaseFigures
from launchready.watch.store.rollup import roll_up
from launchready.watch.store.traffic import Cell, Cells, OutOfStep, Reach, keep_traffic
from tests.watch.world import START, Book, Opener, look, setting, watched

DAWN = START // HOUR * HOUR


def tell(engine: Engine, step: Step, tag: str, at: int) -> bool:
    """Keep what CI told."""
    return keep_deploy(
        engine, Deploy(tag, step, at), f"{step}/{tag}/{at}", next(places(lambda: START))
    )


def cells(route: str, release: str, at: int, latencies: list[float], errors: int = 0) -> Cells:
    """Make what a log said of one route in one hour."""
    requests = len(latencies) + errors
    return {(route, release, at): Cell(requests, errors, Latencies.of(latencies))}


def figures(opener: Opener, tag: str, now: int, against: str = "") -> ReleaseFigures:
    """Read a release that is known."""
    found = Reader(opener()).release(tag, now, against)
    assert found is not None
    return found


def test_news_that_is_told_twice_is_kept_once(opener: Opener) -> None:
    """A job that runs again, or a webhook that is delivered again, changes nothing."""
    engine = opener()
    assert tell(engine, Step.FINISH, "v1", DAWN)
    assert not tell(engine, Step.FINISH, "v1", DAWN)
    [release] = Reader(opener()).releases()
    assert (release.tag, release.finished_at, release.running) == ("v1", DAWN, True)


def test_a_release_that_ci_told_of_is_the_one_that_probes_see(opener: Opener) -> None:
    """The ledger, which has not heard of it, uses its number and does not fail."""
    engine = opener()
    book = Book(opener(), setting(watched("home")))
    book.ledger.record([look("home", DAWN, True, release="v1")])
    tell(engine, Step.FINISH, "v2", DAWN + MINUTE)
    book.ledger.record([look("home", DAWN + 2 * MINUTE, True, release="v2")])
    assert [each.tag for each in Reader(opener()).releases()] == ["v2", "v1"]
    assert [each.release for each in Reader(opener()).looks("home")] == ["v2", "v1"]


def test_several_can_tell_of_one_release_at_once(opener: Opener) -> None:
    """None of them fails, and it has one number."""
    engines = [opener() for _ in range(4)]
    failures: list[StoreError] = []

    def run(number: int) -> None:
        try:
            for n in range(10):
                tell(engines[number], Step.FINISH, f"v{n}", DAWN + number)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failures
    assert len(Reader(opener()).releases()) == 10
    with opener().transaction(write=False) as run_:
        assert len({row[0] for row in run_.all("SELECT id FROM releases")}) == 10


@pytest.mark.parametrize("header", [True, False])
def test_probes_are_told_apart_by_release(opener: Opener, header: bool) -> None:
    """By the release header, and by time where there is none; hours and single looks alike."""
    engine = opener()
    book = Book(opener(), setting(watched("home")))
    turn = DAWN + 3 * HOUR + 20 * MINUTE
    tell(engine, Step.FINISH, "v1", DAWN)
    tell(engine, Step.START, "v2", turn)
    tell(engine, Step.FINISH, "v2", turn + 4 * MINUTE)
    end = DAWN + 7 * HOUR
    batch = []
    for at in range(DAWN, end, MINUTE):
        new = at >= turn + 2 * MINUTE
        latency = 400 if new else 100 + at // MINUTE % 7
        release = ("v2" if new else "v1") if header else ""
        batch.append(look("home", at, True, latency_ms=latency, release=release))
    book.ledger.record(batch)
    unsummed = figures(opener, "v2", end)
    roll_up(opener(), end)
    found = figures(opener, "v2", end)
    assert found == unsummed, "sums and looks say the same"
    assert (found.before, found.start, found.end) == ("v1", turn + 4 * MINUTE, end)
    [home] = found.measured
    assert (home.kind, home.name) == ("probes", "home")
    assert home.before.requests == 200, "up to the start of the deployment"
    assert home.after.requests == 216, "from its end"
    assert home.after.p95 is not None
    assert home.after.p95.value == pytest.approx(400, rel=0.02)
    assert found.turn is home.judgement.turn is Turn.REGRESSED
    assert home.judgement.why.startswith("median 10")


def test_the_newest_looks_count_before_they_are_summed_up(opener: Opener) -> None:
    """An hour that is summed up counts once, and the one after it look by look."""
    book = Book(opener(), setting(watched("home")))
    tell(opener(), Step.FINISH, "v1", DAWN)
    moments = range(DAWN, DAWN + 2 * HOUR, MINUTE)
    book.ledger.record([look("home", at, at != DAWN, release="v1") for at in moments])
    roll_up(opener(), DAWN + HOUR + 10 * MINUTE)
    [home] = figures(opener, "v1", DAWN + 2 * HOUR).measured
    assert (home.after.requests, home.after.errors, home.after.timed) == (120, 1, 119)


def test_traffic_is_told_apart_by_release(opener: Opener) -> None:
    """An hour in which a deployment happened is counted for both, each with its own."""
    engine = opener()
    tell(engine, Step.FINISH, "v1", DAWN)
    tell(engine, Step.FINISH, "v2", DAWN + HOUR + 30 * MINUTE)
    said = cells("api", "v1", DAWN + HOUR, [100.0] * 400)
    said |= cells("api", "v2", DAWN + HOUR, [100.0] * 350, errors=50)
    keep_traffic(engine, said, Reach("log"), Reach("log", 1000, "d"), START)
    [api] = figures(opener, "v2", DAWN + 3 * HOUR).measured
    assert (api.kind, api.name) == ("traffic", "api")
    assert (api.before.requests, api.after.requests, api.after.errors) == (400, 400, 50)
    assert api.judgement.turn is Turn.REGRESSED
    assert api.judgement.why == "errors 0 % of 400 -> 12 % of 400"


def test_what_a_log_says_is_counted_once(opener: Opener) -> None:
    """A part that was kept before is refused, whoever tells of it, and adds nothing."""
    engine = opener()
    said = cells("api", "v1", DAWN, [10.0, 20.0])
    first, second = Reach("log", 100, "a"), Reach("log", 200, "b")
    keep_traffic(engine, said, Reach("log"), first, START)
    with pytest.raises(OutOfStep):
        keep_traffic(opener(), said, Reach("log"), first, START)
    with pytest.raises(OutOfStep):
        keep_traffic(opener(), said, Reach("log", 100, "other"), second, START)
    keep_traffic(engine, said, first, second, START)
    assert Reader(opener()).log_reach("log") == second
    tell(engine, Step.FINISH, "v1", DAWN)
    [api] = figures(opener, "v1", DAWN + HOUR).measured
    assert api.after.requests == 4


def test_a_release_is_held_against_any_other(opener: Opener) -> None:
    """And one that nobody knows is none."""
    engine = opener()
    for n in range(3):
        tell(engine, Step.FINISH, f"v{n}", DAWN + n * HOUR)
    reader = Reader(opener())
    assert figures(opener, "v2", DAWN + 3 * HOUR).before == "v1"
    assert figures(opener, "v2", DAWN + 3 * HOUR, "v0").before == "v0"
    assert figures(opener, "v0", DAWN + 3 * HOUR).before == ""
    assert figures(opener, "v2", DAWN + 3 * HOUR).turn is Turn.CANNOT_TELL
    assert reader.release("v9", START) is None
    assert reader.release("v2", START, "v9") is None
