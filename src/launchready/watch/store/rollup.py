"""Sums up what is old: looks into hours, hours into days; then drops what was summed up.

Whatever is summed is summed again from its parts where it must be, so that a crash, or a
second instance, at any moment does no harm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from launchready.watch.model import DAY, HOUR, MINUTE
from launchready.watch.store.engine import Engine, Row, Transaction
from launchready.watch.store.latencies import Latencies, bin_of
from launchready.watch.store.ledger import fact, set_fact
from launchready.watch.store.looks import PER_MS

LATE = 2 * MINUTE
"""How long after its end an hour is summed up: what was in flight has landed by then."""

_KEEP_SENT = 400 * DAY


class _Sum:
    """Looks of one monitor, one release, one stretch of time."""

    def __init__(self) -> None:
        self.counts = [0, 0, 0]
        self.latencies = Latencies()


_Key = tuple[int, int, int]


def roll_up(engine: Engine, now: int, *, raw_days: int = 30, hour_days: int = 400) -> None:
    """Bring hours and days up to date, and forget what is past its time.

    Args:
        engine: used by one thread at a time.
        now: ms.
        raw_days: how long looks are kept.
        hour_days: how long hours are kept.

    Raises:
        StoreError: what was summed up before stays so.
    """
    _sum_hours(engine, now)
    _sum_days(engine, now)
    _forget(engine, now, raw_days, hour_days)


def _sum_hours(engine: Engine, now: int) -> None:
    for monitor, start, end in _open_stretches(engine, "hours_until", now, HOUR):
        with engine.transaction() as run:
            sums: dict[_Key, _Sum] = defaultdict(_Sum)
            for at, release, verdict, latency in run.all(
                "SELECT at, released, verdict, latency FROM looks"
                " WHERE monitor = ? AND at >= ? AND at < ?",
                monitor, start, end,
            ):  # fmt: skip
                total = sums[monitor, at // HOUR * HOUR, release]
                total.counts[0 if verdict == 1 else 1 if verdict == 0 else 2] += 1
                if latency is not None and verdict == 1:
                    total.latencies.bins[bin_of(latency / PER_MS)] += 1
            _write(run, "hours", sums)


def _sum_days(engine: Engine, now: int) -> None:
    for monitor, start, end in _open_stretches(engine, "days_until", now, DAY):
        with engine.transaction() as run:
            sums: dict[_Key, _Sum] = defaultdict(_Sum)
            for row in run.all(
                "SELECT at, released, up, down, unjudged, latencies FROM hours"
                " WHERE monitor = ? AND at >= ? AND at < ?",
                monitor, start, end,
            ):  # fmt: skip
                _add(sums[monitor, row[0] // DAY * DAY, row[1]], row)
            _write(run, "days", sums)


def _open_stretches(
    engine: Engine, mark: str, now: int, step: int
) -> Iterator[tuple[int, int, int]]:
    """Give (monitor, start, end) of what is to be summed up; then move the mark.

    The last step that was summed up is summed again: the wall clock may have been set back.
    """
    end = (now - LATE) // step * step
    with engine.transaction(write=False) as run:
        done = int(fact(run, mark) or 0)
        monitors = [row[0] for row in run.all("SELECT id FROM monitors")]
    if done >= end:
        return
    for monitor in monitors:
        yield monitor, max(0, done - step), end
    with engine.transaction() as run:
        set_fact(run, mark, str(end))


def _add(total: _Sum, row: Row) -> None:
    for place in range(3):
        total.counts[place] += row[2 + place]
    total.latencies.add_encoded(bytes(row[5]))


def _write(run: Transaction, table: str, sums: dict[_Key, _Sum]) -> None:
    written = Latencies.encode_dense if table == "days" else Latencies.encode
    run.many(
        f"INSERT INTO {table} (monitor, at, released, up, down, unjudged, latencies)"  # noqa: S608
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (monitor, at, released) DO UPDATE SET"
        " up = excluded.up, down = excluded.down, unjudged = excluded.unjudged,"
        " latencies = excluded.latencies",
        [(*key, *each.counts, written(each.latencies)) for key, each in sums.items()],
    )


def _forget(engine: Engine, now: int, raw_days: int, hour_days: int) -> None:
    """Drop what is past its time, one monitor at a time: no transaction is long."""
    with engine.transaction(write=False) as run:
        monitors = [row[0] for row in run.all("SELECT id FROM monitors")]
        hours_until = int(fact(run, "hours_until") or 0)
        days_until = int(fact(run, "days_until") or 0)
    for monitor in monitors:
        with engine.transaction() as run:
            for table, before in (
                ("looks", min(now - raw_days * DAY, hours_until)),
                ("reasons", now - raw_days * DAY),
                ("hours", min(now - hour_days * DAY, days_until)),
            ):
                run.run(f"DELETE FROM {table} WHERE monitor = ? AND at < ?", monitor, before)  # noqa: S608
    with engine.transaction() as run:
        run.run(
            "DELETE FROM outbox WHERE state <> 'pending' AND created_at < ?", now - _KEEP_SENT
        )
