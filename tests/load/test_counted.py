"""Releases told apart by counts of their latencies: regressed, fine, or cannot tell."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from launchready.load.counted import Counted, Turn, judge_counted, overall
from launchready.load.statistics import (
    difference,
    mann_whitney,
    mann_whitney_counted,
    quantile,
    quantile_counted,
    tail_counted,
    wilson,
)


def drawn(seed: int, n: int, *, scale: float = 1.0, tail: float = 0.0) -> list[float]:
    """Draw latencies with a long tail, in whole milliseconds as bins have it."""
    chance = random.Random(seed)
    return [
        round(chance.lognormvariate(4.6, 0.3) * scale + (chance.random() < tail) * 900)
        for _ in range(n)
    ]


def counted(latencies: list[float], errors: int = 0) -> Counted:
    """Count them."""
    return Counted(len(latencies) + errors, errors, Counter(latencies))


def judge(before: Counted, after: Counted) -> tuple[Turn, str]:
    """Judge one thing."""
    [judgement] = judge_counted([(before, after)])
    return judgement.turn, judgement.why


CASES = {
    "the same": (counted(drawn(1, 2000)), counted(drawn(2, 2000)), Turn.FINE),
    "all slower by a third": (
        counted(drawn(1, 2000)), counted(drawn(2, 2000, scale=1.33)), Turn.REGRESSED
    ),
    "all faster": (counted(drawn(1, 2000)), counted(drawn(2, 2000, scale=0.5)), Turn.FINE),
    "one in eight very slow": (
        counted(drawn(1, 1000)), counted(drawn(2, 1000, tail=0.12)), Turn.REGRESSED
    ),
    "slower by what nobody notices": (
        counted(drawn(1, 20_000)), counted(drawn(2, 20_000, scale=1.03)), Turn.FINE
    ),
    "more errors": (
        counted(drawn(1, 1000)), counted(drawn(2, 970), errors=30), Turn.REGRESSED
    ),
    "as many errors as before": (
        counted(drawn(1, 4000), 8), counted(drawn(2, 4000), 9), Turn.FINE
    ),
    "too few after": (counted(drawn(1, 2000)), counted(drawn(2, 30)), Turn.CANNOT_TELL),
    "too few for p95": (counted(drawn(1, 40)), counted(drawn(2, 40)), Turn.CANNOT_TELL),
    "nothing before": (Counted(), counted(drawn(1, 500)), Turn.CANNOT_TELL),
    "nothing since": (counted(drawn(1, 500)), Counted(), Turn.CANNOT_TELL),
    "no latencies, no more errors": (Counted(5000, 5), Counted(5000, 5), Turn.CANNOT_TELL),
    "no latencies, more errors": (Counted(5000, 5), Counted(5000, 60), Turn.REGRESSED),
    "nothing but errors": (counted(drawn(1, 500)), Counted(40, 40), Turn.REGRESSED),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_two_releases(name: str) -> None:
    """A regression is shown by a test; fine is shown too, and nothing else is called fine."""
    before, after, wanted = CASES[name]
    turn, why = judge(before, after)
    assert turn is wanted, why
    assert why


def test_words_say_what_was_seen() -> None:
    """Both figures of what is judged stand in the sentence."""
    _, why = judge(*CASES["more errors"][:2])
    assert why == "errors 0 % of 1,000 -> 3 % of 1,000"
    _, why = judge(Counted(200, 0), Counted(200, 200))
    assert why == "errors 0 % of 200 -> 100 % of 200"
    _, why = judge(*CASES["too few for p95"][:2])
    assert "p95 could be any number of ms more" in why


def test_chance_alone_is_seldom_a_regression() -> None:
    """Of pairs of one distribution at most one in twenty is called a regression."""
    pairs = [
        (counted(drawn(seed, 300)), counted(drawn(1000 + seed, 300))) for seed in range(200)
    ]
    wrong = sum(judge(*pair)[0] is Turn.REGRESSED for pair in pairs)
    assert wrong <= 10


def test_many_things_at_once_are_not_many_chances() -> None:
    """Tests are corrected for their number: a change alone is one, among 900 it is not."""
    one = (counted(drawn(1, 150)), counted(drawn(2, 150, scale=1.2)))
    same = counted(drawn(3, 300))
    assert judge(*one)[0] is Turn.REGRESSED
    assert judge_counted([one, *[(same, same)] * 900])[0].turn is not Turn.REGRESSED


def test_a_release_is_as_good_as_the_worst_of_it() -> None:
    """Fine is what everything is; what cannot be told is not fine."""
    fine, bad, unknown = (
        judge_counted([CASES[name][:2]])[0]
        for name in ("the same", "more errors", "too few after")
    )
    assert overall([fine, fine]) is Turn.FINE
    assert overall([fine, unknown]) is Turn.CANNOT_TELL
    assert overall([fine, unknown, bad]) is Turn.REGRESSED
    assert overall([]) is Turn.CANNOT_TELL


def test_counts_say_the_same_as_samples() -> None:
    """Quantiles and Mann and Whitney's test do not depend on how samples are kept."""
    first, second = drawn(1, 200), drawn(2, 300, scale=1.05)
    assert quantile(first, 0.95) == quantile_counted(Counter(first), 0.95)
    assert mann_whitney(first, second) == mann_whitney_counted(Counter(first), Counter(second))


def test_tails_by_the_exact_test_and_by_the_normal_distribution() -> None:
    """Fisher's test of few, and no jump to that of many."""
    few = tail_counted({1.0: 19, 9.0: 1}, {1.0: 12, 9.0: 8}, 0.5)
    assert few == pytest.approx(0.019656, abs=1e-6)
    exact = tail_counted({1.0: 95, 9.0: 5}, {1.0: 85, 9.0: 14}, 0.5)
    many = tail_counted({1.0: 950, 9.0: 50}, {1.0: 850, 9.0: 140}, 0.5)
    assert many < exact < 0.1
    assert tail_counted({1.0: 50}, {1.0: 50}, 0.95) == 1.0


def test_the_difference_of_two_shares_has_newcombes_bounds() -> None:
    """56 of 70 and 48 of 80 (Newcombe 1998, table II, method 10): 0.0524 to 0.3339."""
    found = difference(wilson(48, 80), wilson(56, 70))
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.0001)
