"""Deadlines, and what happens to time."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from launchready.watch.model import Gap
from launchready.watch.schedule import Guard, Instant, Schedule, phase


def test_first_looks_are_spread_and_all_within_one_period() -> None:
    """After a start every monitor is looked at within its period, not all at once."""
    periods = [(f"monitor {n}", 60.0) for n in range(600)]
    schedule = Schedule(periods, now=1000.0)
    per_tenth: Counter[int] = Counter()
    seen: set[str] = set()
    for step in range(60):
        found = schedule.due(1000.0 + step)
        per_tenth[step // 6] += len(found)
        seen |= set(found)
    seen |= set(schedule.due(1060.0 - 1e-9))
    assert seen == {name for name, _ in periods}
    assert max(per_tenth.values()) < 2 * 60


def test_a_monitor_keeps_its_place() -> None:
    """The same name has the same place in its period after every start."""
    assert phase("home", 60) == phase("home", 60) < 60


@given(
    st.lists(st.floats(0.01, 400, allow_nan=False), min_size=1, max_size=50),
    st.floats(5, 120),
)
def test_ticks_stay_on_their_grid_and_lost_ones_are_not_made_up(
    steps: list[float], period: float
) -> None:
    """However late the loop is, a monitor comes once, and next on its own grid."""
    schedule, now = Schedule([("home", period)], now=0.0), 0.0
    first = phase("home", period)
    for step in steps:
        now += step
        assert len(schedule.due(now)) <= 1
        ahead = schedule.wait(now)
        assert 0 < ahead <= period + 1e-6
        grid = (now + ahead - first) / period
        assert abs(grid - round(grid)) < 1e-6


def reading(monotonic: float, *, slept: float = 0.0, jumped: float = 0.0) -> Instant:
    """Make a reading of the clocks so long after the first."""
    return Instant(100 + monotonic, 500 + monotonic + slept, 1e9 + monotonic + slept + jumped)


def test_time_that_goes_as_it_should_is_no_window() -> None:
    """Small delays and NTP's slewing are normal."""
    guard = Guard(1.0, reading(0))
    assert guard.look(reading(1.2)) is None
    assert guard.look(reading(3.0, jumped=0.3)) is None


def test_a_stalled_loop_a_suspend_and_a_set_clock_are_told_apart() -> None:
    """Each is a window of its own cause, as long as we did not look."""
    guard = Guard(1.0, reading(0))
    stall = guard.look(reading(31))
    assert stall is not None
    assert (stall.cause, stall.end - stall.start) == (Gap.STALL, 31_000)
    suspend = guard.look(reading(32, slept=600))
    assert suspend is not None
    assert (suspend.cause, suspend.end - suspend.start) == (Gap.SUSPEND, 601_000)
    forward = guard.look(reading(33, slept=600, jumped=3600))
    back = guard.look(reading(34, slept=600, jumped=0))
    for window in (forward, back):
        assert window is not None
        assert (window.cause, window.end - window.start) == (Gap.CLOCK, 0)
    assert guard.look(reading(35, slept=600)) is None
