"""Incidents that are only tried out: they can be acknowledged, and blame nobody."""

from __future__ import annotations

from launchready.watch.model import HOUR
from launchready.watch.store.engine import Engine, Transaction

GROUP = "drill"

LONGEST = 3 * HOUR
"""Longer than any drill waits."""


def begin(engine: Engine, identity: str, now: int) -> None:
    """Open an incident without a monitor, so that links lead somewhere.

    Raises:
        StoreError: it was not opened.
    """
    with engine.transaction() as run:
        run.run(
            "INSERT INTO incidents (id, grp, severity, opened_at, acknowledged_by, told, cause)"
            " VALUES (?, ?, 'page', ?, '', 1, 'a drill: nothing is down')",
            identity, GROUP, now,
        )  # fmt: skip


def acknowledged(engine: Engine, identity: str) -> tuple[int, str] | None:
    """Say when it was acknowledged, ms, and by whom; None of nobody yet.

    Raises:
        StoreError: the store does not answer.
    """
    with engine.transaction(write=False) as run:
        rows = run.all(
            "SELECT acknowledged_at, acknowledged_by FROM incidents"
            " WHERE id = ? AND acknowledged_at IS NOT NULL",
            identity,
        )
    return (int(rows[0][0]), str(rows[0][1])) if rows else None


def end(engine: Engine, identity: str, now: int) -> None:
    """Close it.

    Raises:
        StoreError: it stays open.
    """
    with engine.transaction() as run:
        run.run("UPDATE incidents SET closed_at = ? WHERE id = ?", now, identity)


def end_old(run: Transaction, now: int) -> None:
    """Close what a drill that was killed left open."""
    run.run(
        "UPDATE incidents SET closed_at = ? WHERE closed_at IS NULL AND grp = ?"
        " AND opened_at < ?",
        now, GROUP, now - LONGEST,
    )  # fmt: skip
