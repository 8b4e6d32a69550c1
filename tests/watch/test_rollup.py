"""What is old is summed up and forgotten, and stays right."""

from __future__ import annotations

import math
import random

from launchready.watch.model import DAY, HOUR, MINUTE, Verdict
from launchready.watch.store.read import Reader
from launchready.watch.store.rollup import roll_up
from tests.watch.world import START, Book, Opener, look, setting, watched

MIDNIGHT = START // DAY * DAY


def test_sums_say_what_single_looks_said(opener: Opener) -> None:
    """Counts stay exact and the p95 within 2 % when looks have become days."""
    chance = random.Random(7)
    book = Book(opener(), setting(watched("home")))
    batch = [
        look(
            "home",
            MIDNIGHT + n * 10 * MINUTE,
            Verdict.DOWN if n % 50 == 0 else Verdict.UP,
            latency_ms=chance.lognormvariate(4, 1),
            release="v1" if n < 144 * 40 else "v2",
        )
        for n in range(144 * 80)
    ]
    book.ledger.record(batch)
    reader = Reader(opener())
    end = MIDNIGHT + 80 * DAY
    before = reader.summary("home", MIDNIGHT, end)[""]
    roll_up(opener(), end + HOUR)
    assert len(reader.looks("home", limit=10_000)) < 144 * 31
    assert reader.looks("home", before=end - 31 * DAY) == []
    after = reader.summary("home", MIDNIGHT, end)[""]
    assert (after.up, after.down) == (before.up, before.down) == (11289, 231)
    good = sorted(each.latency_ms or 0 for each in batch if each.verdict is Verdict.UP)
    exact = good[math.ceil(0.95 * len(good)) - 1]
    for summary in (before, after):
        p95 = summary.latencies.quantile(0.95)
        assert p95 is not None
        assert abs(p95 - exact) / exact <= 0.021
    by_release = reader.summary("home", MIDNIGHT, end, by_release=True)
    assert {tag: each.up + each.down for tag, each in by_release.items()} == {
        "v1": 5760,
        "v2": 5760,
    }


def test_summing_up_again_changes_nothing(opener: Opener) -> None:
    """A second run, or one that was cut short, leads to the same sums."""
    engine = opener()
    book = Book(engine, setting(watched("home")))
    book.ledger.record(
        [
            look("home", MIDNIGHT + n * MINUTE, True, latency_ms=float(n + 1))
            for n in range(2000)
        ]
    )
    now = MIDNIGHT + 2 * DAY
    roll_up(engine, now)
    reader = Reader(opener())
    once = [each.latencies.bins for each in reader.stretches("home", MIDNIGHT, now)]
    with engine.transaction() as run:
        run.run("UPDATE facts SET value = '0'")
    roll_up(engine, now)
    assert [each.latencies.bins for each in reader.stretches("home", MIDNIGHT, now)] == once
    assert sum(each.total() for each in once) == 2000
    assert len(once) == 34


def test_hours_go_and_days_stay(opener: Opener) -> None:
    """After the declared days hours are gone, and the days still say it all."""
    engine = opener()
    book = Book(engine, setting(watched("home")))
    book.ledger.record([look("home", MIDNIGHT + n * HOUR, True) for n in range(24 * 50)])
    roll_up(engine, MIDNIGHT + 100 * DAY, raw_days=1, hour_days=10)
    with engine.transaction(write=False) as run:
        assert run.all("SELECT COUNT(*) FROM hours")[0][0] == 0
        assert run.all("SELECT COUNT(*) FROM days")[0][0] == 50
    summary = Reader(opener()).summary("home", MIDNIGHT, MIDNIGHT + 100 * DAY)[""]
    assert summary.up == 24 * 50
