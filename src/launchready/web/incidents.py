"""What pages read of incidents beside the monitor's own read model: lists, ticks."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from launchready.watch.store.engine import Transaction
from launchready.watch.store.rows import IncidentRow

PAGE = 50


class Tick(Struct, frozen=True):
    """A step of the checklist that somebody did; `at` in ms."""

    step: str
    who: str
    at: int


class Update(Struct, frozen=True):
    """What customers were told of an incident; `place` is its identity, `at` in ms."""

    place: int
    incident: str
    at: int
    who: str
    text: str


def of_monitor(run: Transaction, monitor: str, limit: int = 10) -> list[IncidentRow]:
    """Give the newest incidents that a monitor was part of."""
    rows = run.all(_OF_MONITOR, monitor, limit)
    return [IncidentRow(*row) for row in rows]


def ticks(run: Transaction, incident: str) -> list[Tick]:
    """Give what was done of the checklist."""
    rows = run.all("SELECT step, who, at FROM ticks WHERE incident = ? ORDER BY at", incident)
    return [Tick(*row) for row in rows]


def tick(run: Transaction, incident: str, step: str, who: str, now: int) -> None:
    """Write that a step was done; once."""
    run.run(
        "INSERT INTO ticks (incident, step, who, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        incident, step, who, now,
    )  # fmt: skip


def untick(run: Transaction, incident: str, step: str) -> None:
    """Take that back."""
    run.run("DELETE FROM ticks WHERE incident = ? AND step = ?", incident, step)


def updates(run: Transaction, identities: Collection[str]) -> list[Update]:
    """Give what customers were told of incidents, the newest first."""
    if not identities:
        return []
    marks = ", ".join("?" for _ in identities)
    rows = run.all(
        "SELECT place, incident, at, who, text FROM updates"  # noqa: S608
        f" WHERE incident IN ({marks}) ORDER BY place DESC",
        *identities,
    )
    return [Update(*row) for row in rows]


def tell(run: Transaction, update: Update) -> None:
    """Tell customers."""
    run.run(
        "INSERT INTO updates (place, incident, at, who, text) VALUES (?, ?, ?, ?, ?)",
        update.place, update.incident, update.at, update.who, update.text,
    )  # fmt: skip


def since(
    run: Transaction, start: int, limit: int = 100
) -> list[tuple[str, int, str, int, int]]:
    """Give outages of single monitors since then, the newest first.

    Returns:
        Of each the incident, when it was opened, the monitor, since when it was down, and
        until when; 0 while it is.
    """
    rows = run.all(
        "SELECT i.id, i.opened_at, m.monitor, m.down_since, COALESCE(m.up_since, 0)"
        " FROM incidents i JOIN members m ON m.incident = i.id"
        " WHERE i.opened_at > ? OR i.closed_at IS NULL ORDER BY i.opened_at DESC LIMIT ?",
        start, limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


_INCIDENTS = (
    "SELECT id, grp, severity, opened_at, closed_at, acknowledged_at, acknowledged_by, cause"
    " FROM incidents"
)
_OF_MONITOR = (
    _INCIDENTS + " WHERE id IN (SELECT incident FROM members WHERE monitor = ?)"  # noqa: S608
    " ORDER BY opened_at DESC LIMIT ?"
)
