"""The typed read model: everything that a page, a metric or an answer shows.

Each method is one short read-only transaction.  A `Reader` belongs to one thread at a
time; make as many as needed.  Lists go from new to old, and on with a cursor: the last
item's identity, given back as `before`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from launchready.watch.decide.timeline import Release, Timeline
from launchready.watch.model import (
    DAY,
    Gap,
    MissedWindow,
    News,
    Phases,
    Status,
    Verdict,
)
from launchready.watch.store.deploys import read_timeline
from launchready.watch.store.engine import Engine, Row, Transaction
from launchready.watch.store.history import Piece, add_up, read_pieces, stretches
from launchready.watch.store.looks import CODES, EXPECTED, PER_MS, read_phases
from launchready.watch.store.releases import ReleaseFigures, read_figures
from launchready.watch.store.rows import (
    Backlog,
    Delivery,
    IncidentPage,
    IncidentRow,
    Look,
    Member,
    MonitorNow,
    Stretch,
    TimelineLine,
)
from launchready.watch.store.traffic import Reach, read_reach

T = TypeVar("T")

_VERDICTS = {code: verdict for verdict, code in CODES.items()} | {EXPECTED: Verdict.DOWN}


class Reader:
    """Reads the store.

    Args:
        engine: used by one thread at a time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def monitors(self) -> list[MonitorNow]:
        """Give every monitor that is watched, by name."""
        with self._read() as run:
            return [_monitor(row) for row in run.all(_MONITORS + " ORDER BY m.name")]

    def monitor(self, name: str) -> MonitorNow | None:
        """Give one monitor."""
        with self._read() as run:
            rows = run.all(_MONITORS + " AND m.name = ?", name)
        return _monitor(rows[0]) if rows else None

    def looks(self, monitor: str, *, before: int | None = None, limit: int = 100) -> list[Look]:
        """Give a monitor's looks, the newest first."""
        with self._read() as run:
            rows = run.all(
                "SELECT l.at, l.verdict, l.latency, COALESCE(r.tag, ''),"
                " COALESCE(w.reason, '') FROM looks l JOIN monitors m ON m.id = l.monitor"
                " LEFT JOIN releases r ON r.id = l.released"
                " LEFT JOIN reasons w ON w.monitor = l.monitor AND w.at = l.at"
                " WHERE m.name = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?",
                monitor, 2**62 if before is None else before, limit,
            )  # fmt: skip
        return [
            Look(at, _VERDICTS[code], code == EXPECTED, _ms(latency), release, reason)
            for at, code, latency, release, reason in rows
        ]

    def stretches(
        self, monitor: str, start: int, end: int, *, by_release: bool = False
    ) -> list[Stretch]:
        """Give what is known of a monitor from the hour of `start` to before `end`.

        Days where whole days were summed up and hours are gone or too many, hours else,
        and the last hour or two as they are.  Latencies are to 2 %.
        """
        with self._read() as run:
            pieces = read_pieces(run, monitor, start, end)
        return stretches(pieces, by_release=by_release)

    def summary(
        self, monitor: str, start: int, end: int, *, by_release: bool = False
    ) -> dict[str, Stretch]:
        """Add a stretch of time up, by release, or under "" for all together."""
        with self._read() as run:
            pieces = read_pieces(run, monitor, start, end)
        groups: dict[str, list[Piece]] = defaultdict(list)
        for each in pieces:
            groups[each.release if by_release else ""].append(each)
        return {
            release: add_up(found, start, end - start, release)
            for release, found in groups.items()
        }

    def incidents(
        self, *, open_only: bool = False, before: str = "", limit: int = 50
    ) -> list[IncidentRow]:
        """Give incidents, the newest first; `before` is the `id` of the last one given."""
        where = " AND closed_at IS NULL" if open_only else ""
        # Several may have opened in one moment.
        older = "(opened_at, id) < (SELECT opened_at, id FROM incidents WHERE id = ?)"
        with self._read() as run:
            rows = run.all(
                _INCIDENTS + f" WHERE (? = '' OR {older}){where}"
                " ORDER BY opened_at DESC, id DESC LIMIT ?",
                before, before, limit,
            )  # fmt: skip
        return [IncidentRow(*row) for row in rows]

    def incident(self, identity: str) -> IncidentPage | None:
        """Give one incident."""
        with self._read() as run:
            rows = run.all(_INCIDENTS + " WHERE id = ?", identity)
            if not rows:
                return None
            members = run.all(
                "SELECT monitor, down_since, up_since, reason FROM members"
                " WHERE incident = ? ORDER BY down_since, monitor",
                identity,
            )
            timeline = run.all(
                "SELECT place, at, kind, text FROM timeline WHERE incident = ? ORDER BY place",
                identity,
            )
            sent = run.all(_DELIVERIES + " WHERE incident = ? ORDER BY id", identity)
        return IncidentPage(
            IncidentRow(*rows[0]),
            tuple(Member(*row) for row in members),
            tuple(TimelineLine(*row) for row in timeline),
            tuple(_delivery(row) for row in sent),
        )

    def deliveries(self, *, before: int | None = None, limit: int = 50) -> list[Delivery]:
        """Give messages, the newest first; `before` is an `id`."""
        with self._read() as run:
            rows = run.all(
                _DELIVERIES + " WHERE id < ? ORDER BY id DESC LIMIT ?",
                2**62 if before is None else before, limit,
            )  # fmt: skip
        return [_delivery(row) for row in rows]

    def delivery(self, key: str) -> Delivery | None:
        """Give one message by its idempotency key."""
        with self._read() as run:
            rows = run.all(_DELIVERIES + " WHERE key = ?", key)
        return _delivery(rows[0]) if rows else None

    def backlog(self, now: int) -> Backlog:
        """Say how delivery stands."""
        with self._read() as run:
            due = run.all(
                "SELECT COUNT(*), MIN(due_at) FROM outbox WHERE state = 'pending'"
                " AND due_at <= ?",
                now,
            )[0]
            lost = run.all(
                "SELECT COUNT(*) FROM outbox WHERE state = 'given-up' AND created_at > ?",
                now - 3 * DAY,
            )[0]
        return Backlog(due[0], due[1], lost[0])

    def windows(self, *, limit: int = 50) -> list[MissedWindow]:
        """Give the times in which we did not look, the newest first."""
        with self._read() as run:
            rows = run.all(
                "SELECT start_at, end_at, cause FROM windows ORDER BY start_at DESC LIMIT ?",
                limit,
            )
        return [MissedWindow(start, end, Gap(cause)) for start, end, cause in rows]

    def releases(self) -> list[Release]:
        """Give the releases that were told of or seen, the newest first."""
        return self.timeline().releases()

    def timeline(self) -> Timeline:
        """Say which release ran when, as charts mark it."""
        with self._read() as run:
            return read_timeline(run)

    def release(self, tag: str, now: int, against: str = "") -> ReleaseFigures | None:
        """Give a release's p95 and error rates beside another's; see `read_figures`."""
        with self._read() as run:
            return read_figures(run, tag, now, against)

    def log_reach(self, name: str) -> Reach:
        """Say how far an access log was read; its name is a hash of its first line."""
        with self._read() as run:
            return read_reach(run, name)

    def within(self, work: Callable[[Transaction], T]) -> T:
        """Read tables of others, such as the dashboard's people, in one transaction."""
        with self._read() as run:
            return work(run)

    def _read(self) -> _Reading:
        return _Reading(self._engine)


class _Reading:
    """A read-only transaction, typed."""

    def __init__(self, engine: Engine) -> None:
        self._manager = engine.transaction(write=False)

    def __enter__(self) -> Transaction:
        run: Transaction = self._manager.__enter__()
        return run

    def __exit__(self, *error: object) -> None:
        self._manager.__exit__(*error)


_MONITORS = (
    "SELECT m.name, m.kind, m.grp, m.severity, m.period_ms, s.status, s.since, s.seen_at,"
    " s.verdict, s.reason, s.latency_ms, s.http_status, s.certificate_ends, s.released,"
    " s.phases FROM monitors m LEFT JOIN states s ON s.monitor = m.id WHERE m.watched = 1"
)
_INCIDENTS = (
    "SELECT id, grp, severity, opened_at, closed_at, acknowledged_at, acknowledged_by, cause"
    " FROM incidents"
)
_DELIVERIES = (
    "SELECT id, key, channel, incident, news, severity, title, state, created_at, due_at,"
    " sent_at, attempts, error FROM outbox"
)


def _ms(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / PER_MS


def _monitor(row: Row) -> MonitorNow:
    if row[5] is None:
        unknown = (Status.UNKNOWN, 0, None, None, "", None, 0, None, "", Phases())
        return MonitorNow(row[0], row[1], row[2], row[3], row[4], *unknown)
    return MonitorNow(
        row[0], row[1], row[2], row[3], row[4], Status(row[5]), row[6], row[7],
        Verdict(row[8]), row[9], row[10], row[11], row[12], row[13], read_phases(row[14]),
    )  # fmt: skip


def _delivery(row: Row) -> Delivery:
    return Delivery(row[0], row[1], row[2], row[3], News(row[4]), *row[5:])
