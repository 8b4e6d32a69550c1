"""Whether one release is slower, or fails more, than another, from counts of latencies.

`compare` judges samples that were taken for it.  Here are releases as they were in
production, of which log-spaced bins are left: regressed is what a test shows and somebody
notices, fine is what is shown to be no worse than by the same margin, and the rest cannot
be told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field

from launchready.load.compare import (
    ALPHA,
    FEWEST,
    LEAST_MS,
    LEAST_SHARE,
    fails_more,
    matters,
)
from launchready.load.statistics import (
    Interval,
    difference,
    holm,
    mann_whitney_counted,
    quantile_counted,
    tail_counted,
    wilson,
)
from launchready.load.verdict import ERRORS_ALLOWED

TAIL = 0.95


class Turn(StrEnum):
    """What a release did to what is measured."""

    REGRESSED = "regressed"
    FINE = "fine"
    CANNOT_TELL = "cannot tell"


class Counted(Struct, frozen=True):
    """What was seen of one thing in one release.

    Attributes:
        requests: how many; errors: how many of them failed.
        latencies: milliseconds of those that did not, and how often.
    """

    requests: int = 0
    errors: int = 0
    latencies: Mapping[float, int] = field(default_factory=dict)

    @property
    def timed(self) -> int:
        """Say of how many the latency is known."""
        return sum(self.latencies.values())

    @property
    def p95(self) -> Interval | None:
        """Estimate p95 in milliseconds; None where no latency is known."""
        return quantile_counted(self.latencies, TAIL) if self.timed else None

    @property
    def p50(self) -> Interval | None:
        """Estimate the median in milliseconds; None where no latency is known."""
        return quantile_counted(self.latencies, 0.5) if self.timed else None

    @property
    def error_rate(self) -> Interval:
        """Estimate the share of requests that fail."""
        return wilson(self.errors, self.requests)


class Judgement(Struct, frozen=True):
    """What is said of one thing in two releases, and why, in words."""

    turn: Turn
    why: str


def judge_counted(pairs: Sequence[tuple[Counted, Counted]]) -> list[Judgement]:
    """Judge what was seen before and after, for several things at once.

    p values are corrected for how many there are.
    """
    values: list[float] = []
    for before, after in pairs:
        if min(before.timed, after.timed) >= FEWEST:
            values.append(mann_whitney_counted(before.latencies, after.latencies))
            values.append(tail_counted(before.latencies, after.latencies, TAIL))
        else:
            values += [1.0, 1.0]
    corrected = holm(values)
    return [
        _judge(before, after, (corrected[2 * n], corrected[2 * n + 1]))
        for n, (before, after) in enumerate(pairs)
    ]


def overall(judgements: Sequence[Judgement]) -> Turn:
    """Say it of a release as a whole: one regression is one, fine is what all are."""
    turns = {each.turn for each in judgements}
    if Turn.REGRESSED in turns:
        return Turn.REGRESSED
    return Turn.FINE if turns == {Turn.FINE} else Turn.CANNOT_TELL


def _judge(before: Counted, after: Counted, p: tuple[float, float]) -> Judgement:
    if not before.requests or not after.requests:
        which = "before" if not before.requests else "since"
        return Judgement(Turn.CANNOT_TELL, f"nothing was seen {which}")
    if fails_more(before.errors, before.requests, after.errors, after.requests):
        return Judgement(Turn.REGRESSED, f"errors {_share(before)} -> {_share(after)}")
    doubts = []
    more = difference(before.error_rate, after.error_rate)
    if more.high > ERRORS_ALLOWED:
        doubts.append(f"errors could be up to {100 * more.high:.1f} points more")
    for what, old, new, chance in (
        ("median", before.p50, after.p50, p[0]),
        ("p95", before.p95, after.p95, p[1]),
    ):
        if old is None or new is None:
            doubts.append("no latency is known")
            break
        if chance < ALPHA and new.value > old.value and matters(old.value, new.value):
            return Judgement(Turn.REGRESSED, f"{what} {old.value:.0f} -> {new.value:.0f} ms")
        slower = difference(old, new).high
        if slower > max(LEAST_MS, LEAST_SHARE * old.value):
            most = "any number of" if slower == float("inf") else f"up to {slower:.0f}"
            doubts.append(f"{what} could be {most} ms more")
    if doubts:
        return Judgement(Turn.CANNOT_TELL, "; ".join(dict.fromkeys(doubts)))
    assert before.p95 is not None
    assert after.p95 is not None
    return Judgement(
        Turn.FINE,
        f"p95 {before.p95.value:.0f} -> {after.p95.value:.0f} ms, "
        f"errors {_share(before)} -> {_share(after)}",
    )


def _share(counted: Counted) -> str:
    return f"{percent(counted.errors / counted.requests)} of {counted.requests:,}"


def percent(share: float) -> str:
    """Write a share with two digits."""
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
