"""Calls of background jobs: when one began, when it ended, and how."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.watch.store.engine import Engine


class Beat(StrEnum):
    """What a job says."""

    START = "start"
    SUCCESS = "success"
    FAIL = "fail"


class Beats(Struct, frozen=True):
    """What a job said last; moments in ms, None for what it never said.

    Attributes:
        watched_since: when we began to expect it.
        started_at: its last start.
        ended_at: its last end, good or bad.
        failed: the last end was bad.
        exit_status: of the last end, where it was told.
        run_ms: how long the last run took, where a start was told.
    """

    watched_since: int
    started_at: int | None = None
    ended_at: int | None = None
    failed: bool = False
    exit_status: int | None = None
    run_ms: int | None = None


def keep_beat(
    engine: Engine, monitor: str, beat: Beat, now: int, exit_status: int | None = None
) -> None:
    """Keep what a job says.

    Raises:
        StoreError: it was not kept; the job's client should try again.
    """
    with engine.transaction() as run:
        run.run(
            "INSERT INTO beats (monitor, failed) VALUES (?, 0) ON CONFLICT DO NOTHING", monitor
        )
        if beat is Beat.START:
            run.run("UPDATE beats SET started_at = ? WHERE monitor = ?", now, monitor)
            return
        run.run(
            "UPDATE beats SET ended_at = ?, failed = ?, exit_status = ?,"
            " run_ms = CASE WHEN started_at > COALESCE(ended_at, 0) THEN ? - started_at END"
            " WHERE monitor = ?",
            now, int(beat is Beat.FAIL), exit_status, now, monitor,
        )  # fmt: skip


def load_beats(engine: Engine) -> dict[str, Beats]:
    """Give what every job that is watched said last."""
    with engine.transaction(write=False) as run:
        rows = run.all(
            "SELECT m.name, m.since, b.started_at, b.ended_at, COALESCE(b.failed, 0),"
            " b.exit_status, b.run_ms FROM monitors m LEFT JOIN beats b ON b.monitor = m.name"
            " WHERE m.watched = 1 AND m.kind = 'heartbeat'"
        )
    return {
        name: Beats(since, started, ended, bool(failed), status, ran)
        for name, since, started, ended, failed, status, ran in rows
    }
