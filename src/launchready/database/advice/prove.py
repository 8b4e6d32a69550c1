"""Proves on the copy which index makes a statement faster, and what it costs writers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from launchready.database.advice.candidates import Trial
from launchready.database.advice.catalog import Table, quote
from launchready.database.advice.measure import Measured, indexes_used, measure
from launchready.database.advice.values import Values

if TYPE_CHECKING:
    import psycopg

TIMES = 2.0
"""How many times faster a statement must become: less is lost in noise, and every index is paid
for at each write.  Our own choice (docs/decisions)."""
LEAST_MS = 0.5
"""Milliseconds that it must save on each run, at the full size of its tables."""
NOISE_MS = 0.05
"""Milliseconds below which nothing is told apart."""
SLOWER = 1.25
"""How much slower no set of values may become, beyond noise."""
NEAR = 1.3
"""Within so many times of the best, the smaller index wins."""
LEAST_WRITE_US = 0.5
"""Microseconds that an index costs on each row at least, where noise hides more: going down
its tree, and an entry in the log."""
WRITTEN = 2_000
"""Rows that are written to see what an index costs."""


class Proven(Struct, frozen=True):
    """A trial that made a statement faster."""

    trial: Trial
    after: Measured
    bytes: int


class WriteCost(Struct, frozen=True):
    """What writing a row takes: microseconds, and octets of write-ahead log."""

    us: float
    wal: int


@contextmanager
def existing(prover: psycopg.Connection, trial: Trial) -> Iterator[bool]:
    """Make a trial's indexes on the copy for a while; False where that is not possible."""
    import psycopg

    made: list[str] = []
    try:
        try:
            for each in trial:
                prover.execute(f"CREATE INDEX {quote(each.name)} {each.body}".encode())
                made.append(f"{quote(each.schema)}.{quote(each.name)}")
            if any(c.where or any("(" in key for key in c.keys) for c in trial):
                # What the planner knows of an expression comes with its index.
                table = trial[0]
                prover.execute(f"ANALYZE {quote(table.schema)}.{quote(table.table)}".encode())
        except psycopg.Error:
            yield False
        else:
            yield True
    finally:
        for name in made:
            with suppress(psycopg.Error):
                prover.execute(f"DROP INDEX {name}".encode())


def try_all(
    prover: psycopg.Connection,
    sets: Sequence[Values],
    before: Measured,
    trials: Sequence[Trial],
    least_ms: float,
) -> Proven | None:
    """Try every trial, and give the smallest of those that do nearly as well as the best.

    The statement is prepared already.
    """
    proven: list[Proven] = []
    for trial in trials:
        found = try_one(prover, sets, before, trial, least_ms)
        if found is not None:
            proven.append(found)
    if not proven:
        return None
    best = min(each.after.ms for each in proven)
    near = [each for each in proven if each.after.ms <= best * NEAR + 0.05]
    return min(near, key=lambda each: (each.bytes, len(each.trial)))


def try_one(
    prover: psycopg.Connection,
    sets: Sequence[Values],
    before: Measured,
    trial: Trial,
    least_ms: float,
) -> Proven | None:
    """Try one trial; None where it is not used, or does not help enough."""
    with existing(prover, trial) as made:
        if not made:
            return None
        names = {each.name for each in trial}
        # Of several, each must be used: what is not is not advised.
        if not names <= indexes_used(prover, sets):
            return None
        after = measure(prover, sets)
        if not names <= after.indexes or not helps(before, after, least_ms):
            return None
        return Proven(trial, after, _size(prover, trial))


def helps(before: Measured, after: Measured, least_ms: float) -> bool:
    """Say whether a statement became so much faster that an index is worth talking of.

    Args:
        before: without it.
        after: with it.
        least_ms: that it must save: `LEAST_MS`, less on a copy of a part.
    """
    if after.stopped:
        return False
    slower = any(
        now > was * SLOWER + 0.1 for was, now in zip(before.worst, after.worst, strict=False)
    )
    saved = before.ms - after.ms
    return not slower and saved >= least_ms and before.ms >= after.ms * TIMES


def _size(prover: psycopg.Connection, trial: Trial) -> int:
    total = 0
    for each in trial:
        name = f"{quote(each.schema)}.{quote(each.name)}"
        row = prover.execute("SELECT pg_relation_size(%s::text::regclass)", (name,)).fetchone()
        total += int(row[0]) if row else 0
    return total


def write_cost(prover: psycopg.Connection, table: Table, rows: int) -> WriteCost:
    """Measure what it takes to write rows of a table, with the indexes that it has now.

    Rows are taken out and written again; nothing of it stays.

    Args:
        prover: the copy.
        table: which table.
        rows: that the copy has.
    """
    columns = ", ".join(quote(each.name) for each in table.columns)
    share = min(100.0, WRITTEN * 130 / max(rows, 1))
    name = table.full_name
    sample = (
        f"CREATE TEMPORARY TABLE moved ON COMMIT DROP AS "  # noqa: S608 -- quoted names
        f"SELECT ctid AS launchready_at, t.* FROM {name} t "
        f"TABLESAMPLE BERNOULLI ({share}) REPEATABLE (1) LIMIT {WRITTEN}"
    )
    take_out = f"DELETE FROM {name} WHERE ctid IN (SELECT launchready_at FROM moved)"  # noqa: S608
    explain = "EXPLAIN (ANALYZE, WAL, TIMING OFF, FORMAT JSON) INSERT INTO"
    again = f"SELECT {columns} FROM moved"  # noqa: S608
    best: WriteCost | None = None
    for _ in range(3):
        prover.execute("BEGIN")
        try:
            prover.execute(sample.encode())
            prover.execute(take_out.encode())
            row = prover.execute(f"{explain} {name} ({columns}) {again}".encode()).fetchone()
            count = prover.execute("SELECT count(*) FROM moved").fetchone()
        finally:
            prover.execute("ROLLBACK")
        assert row is not None
        assert count is not None
        document, written = row[0][0], max(1, int(count[0]))
        cost = WriteCost(
            round(float(document["Execution Time"]) * 1000 / written, 2),
            round(int(document["Plan"].get("WAL Bytes", 0)) / written),
        )
        if best is None or cost.us < best.us:
            best = cost
    # What was tried leaves dead rows, and pages of which an index alone can no longer tell.
    prover.execute(f"VACUUM {name}".encode())
    assert best is not None
    return best
