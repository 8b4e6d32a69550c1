"""Moments, lengths and shares as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from launchready.load.counted import Counted
from launchready.watch.model import DAY, HOUR, MINUTE, SECOND
from launchready.watch.store.releases import ReleaseFigures

DASH = "\N{EN DASH}"
"""Where there is nothing to be said."""


def utc(at: int) -> datetime:
    """Give a moment in ms as a date."""
    return datetime.fromtimestamp(at / 1000, UTC)


def moment(at: int) -> str:
    """Write a moment: "25 Nov 2026, 00:37"."""
    return utc(at).strftime("%-d %b %Y, %H:%M")


def iso(at: int) -> str:
    """Write a moment for machines."""
    return utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def lasting(length: int) -> str:
    """Write a length in ms by its largest unit: "40 s", "12 min", "3 h", "5 days"."""
    if length < MINUTE:
        return f"{max(0, length) // SECOND} s"
    if length < HOUR:
        return f"{length // MINUTE} min"
    if length < 2 * DAY:
        hours, minutes = length // HOUR, length % HOUR // MINUTE
        return f"{hours} h {minutes} min" if hours < 6 and minutes else f"{hours} h"
    return f"{length // DAY} days"


def ms(latency: float | None) -> str:
    """Write a latency: "12 ms", "1.4 s"; a dash where there is none."""
    if latency is None:
        return DASH
    if latency < 10:
        return f"{latency:.1f} ms" if latency else "0 ms"
    return f"{latency:.0f} ms" if latency < 1000 else f"{latency / 1000:.2g} s"


def share(part: float | None) -> str:
    """Write a share of good looks; never 100 % where one was bad."""
    if part is None:
        return DASH
    if part == 1:
        return "100 %"
    return f"{min(part * 100, 99.99):.2f} %"


def day(at: int) -> str:
    """Write a day: "25 Nov 2026"."""
    return utc(at).strftime("%-d %b %Y")


def second(at: int) -> str:
    """Write a moment to the second: "25 Nov, 00:37:12"."""
    return utc(at).strftime("%-d %b, %H:%M:%S")


def error_rate(counted: Counted) -> str:
    """Write the share of requests that failed; a dash where nothing was asked."""
    if not counted.requests:
        return DASH
    return f"{counted.errors / counted.requests * 100:.2g} %" if counted.errors else "0 %"


def errors(figures: ReleaseFigures, when: Literal["before", "after"]) -> str:
    """Write the share of everything that failed, before a release or since."""
    found: list[Counted] = [getattr(each, when) for each in figures.measured]
    requests, failed = sum(e.requests for e in found), sum(e.errors for e in found)
    return error_rate(Counted(requests, failed))
