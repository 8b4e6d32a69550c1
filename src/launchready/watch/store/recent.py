"""What was seen lately of every monitor at once, by the hour: one question for a whole page."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from launchready.watch.model import HOUR
from launchready.watch.store.engine import Transaction
from launchready.watch.store.ledger import fact


class HourSeen(Struct, frozen=True):
    """How many looks of an hour were good and bad.

    Attributes:
        at: when the hour begins, ms.
        up, down: looks.
    """

    at: int
    up: int
    down: int


def recent_hours(run: Transaction, start: int) -> dict[str, list[HourSeen]]:
    """Give the hours of each watched monitor from `start` on, the oldest first.

    Hours that are not summed up yet are counted from the looks.
    """
    found: dict[str, dict[int, HourSeen]] = defaultdict(dict)
    summed = max(start, int(fact(run, "hours_until") or 0))
    for name, at, up, down in run.all(
        "SELECT m.name, h.at, SUM(h.up), SUM(h.down) FROM monitors m"
        " JOIN hours h ON h.monitor = m.id AND h.at >= ? AND h.at < ?"
        " WHERE m.watched = 1 GROUP BY m.name, h.at",
        start, summed,
    ):  # fmt: skip
        found[name][at] = HourSeen(at, int(up), int(down))
    for name, hour, up, down in run.all(
        "SELECT m.name, l.at / ?, SUM(CASE WHEN l.verdict = 1 THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN l.verdict = 0 THEN 1 ELSE 0 END) FROM monitors m"
        " JOIN looks l ON l.monitor = m.id AND l.at >= ? WHERE m.watched = 1"
        " GROUP BY 1, 2",
        HOUR, summed,
    ):  # fmt: skip
        at = int(hour) * HOUR
        found[name][at] = HourSeen(at, int(up), int(down))
    return {name: [hours[at] for at in sorted(hours)] for name, hours in found.items()}
