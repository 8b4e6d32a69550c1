"""Times of day as people write them, over midnight and over the change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from launchready.manifest.schema import Maintenance
from launchready.watch.decide.hours import Calendar, end_of_quiet, local, moment, next_digest


def at(text: str) -> int:
    """Read "2026-09-21 14:00" as UTC, in ms."""
    return moment(datetime.fromisoformat(text).replace(tzinfo=UTC))


def told(ms: int) -> str:
    """Write ms as `at` reads them."""
    return local(ms, "UTC").strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-09-21 12:00", "2026-09-21 12:00"),
        ("2026-09-21 21:59", "2026-09-21 21:59"),
        ("2026-09-21 22:00", "2026-09-22 07:00"),
        ("2026-09-22 03:00", "2026-09-22 07:00"),
        ("2026-09-22 07:00", "2026-09-22 07:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(now: str, until: str) -> None:
    """A notice waits for the end of quiet hours, which may lie over midnight."""
    assert told(end_of_quiet("22:00-07:00", "UTC", at(now))) == until


def test_quiet_hours_are_of_the_persons_own_clock() -> None:
    """Berlin's 22:00 in summer is 20:00 UTC."""
    assert told(end_of_quiet("22:00-07:00", "Europe/Berlin", at("2026-07-01 20:30"))) == (
        "2026-07-02 05:00"
    )


def test_digests_leave_at_their_time() -> None:
    """Daily ones at the next such time, hourly ones at the next full hour."""
    assert told(next_digest("09:00", "UTC", at("2026-09-21 08:59"))) == "2026-09-21 09:00"
    assert told(next_digest("09:00", "UTC", at("2026-09-21 09:00"))) == "2026-09-22 09:00"
    assert told(next_digest("hourly", "UTC", at("2026-09-21 09:00"))) == "2026-09-21 10:00"


def test_weekly_maintenance_over_midnight() -> None:
    """A window is of the day that it begins on, and of the monitors that it names."""
    calendar = Calendar(
        (Maintenance(reason="backup", weekly="Sun 23:00-01:00", monitors=("app*",)),)
    )
    covered = {
        "2026-09-20 22:59": False,
        "2026-09-20 23:00": True,
        "2026-09-21 00:59": True,
        "2026-09-21 01:00": False,
        "2026-09-21 23:30": False,
    }
    for text, expected in covered.items():
        assert calendar.covers("app-login", at(text)) is expected, text
        assert not calendar.covers("home", at(text))


def test_maintenance_that_happens_once() -> None:
    """Times without an offset are the window's own time zone's."""
    window = Maintenance(
        reason="move",
        start=datetime(2026, 7, 1, 10),  # noqa: DTZ001  (as TOML gives it)
        end=datetime(2026, 7, 1, 11),  # noqa: DTZ001
        timezone="Europe/Berlin",
    )
    calendar = Calendar((window,))
    assert calendar.covers("home", at("2026-07-01 08:30"))
    assert not calendar.covers("home", at("2026-07-01 10:30"))
