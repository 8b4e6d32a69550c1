"""Which indexes a product's database lacks, as `launchready perf indexes` proved on a copy.

Texts hold placeholders where the product's values were; figures are milliseconds of the copy
unless they say otherwise.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class IndexProof(Struct, frozen=True):
    """What an index did for one statement on the copy.

    Attributes:
        statement: its text without values.
        before_ms, after_ms: of one run, the mean over all sets of values, the quickest of some
            tries each.
        before_blocks, after_blocks: of 8 kB that one run touched.
        before_plan, after_plan: how tables were read, in words.
        sets: of values that it was run with.
        calls: how often the product ran it, since statistics began; live_ms: one run there, on
            average; None where no statistics tell.
        at_least: it was stopped before the index was there: `before_ms` is less than the truth.
    """

    statement: str
    before_ms: float
    after_ms: float
    before_blocks: int
    after_blocks: int
    before_plan: str
    after_plan: str
    sets: int
    calls: int | None = None
    live_ms: float | None = None
    at_least: bool = False


class IndexAdvice(Struct, frozen=True):
    """Indexes that are worth having: one, or several that only help together.

    Attributes:
        table: "schema.table".
        sql: statements that make them without locking writers out.
        bytes: that they take on the copy; full_bytes: at the table's full size, about.
        write_us, write_us_after: to write a row, in microseconds, without and with them.
        wal, wal_after: octets of write-ahead log for a row.
        rows, of: how many of the table's rows the proof was made on.
        proofs: what they did.
        at_full_size: whether the product's own planner would use it (hypopg); None where nobody
            could ask.
    """

    table: str
    sql: tuple[str, ...]
    bytes: int
    full_bytes: int
    write_us: float
    write_us_after: float
    wal: int
    wal_after: int
    rows: int
    of: int
    proofs: tuple[IndexProof, ...]
    at_full_size: bool | None = None

    @property
    def gain(self) -> float:
        """Give how many times faster its first statement became."""
        first = self.proofs[0]
        return first.before_ms / max(first.after_ms, 0.001)


class Without(StrEnum):
    """Why nothing is advised for a statement."""

    QUICK = "quick"
    """It is quick as it is."""
    SERVED = "served"
    """Indexes that are there serve it already, or nothing of it could be indexed."""
    NO_GAIN = "no-gain"
    """Indexes were tried, and none made it at least twice as fast."""
    COSTLY = "costly"
    """One would help, and would cost writers more than it saves readers."""
    UNPROVEN = "unproven"
    """It could not be tried, so that nothing is known."""


class NotAdvised(Struct, frozen=True):
    """A statement without advice.

    Attributes:
        statement: its text without values.
        reason: of which kind; why: in words.
        calls, live_ms: as of a proof.
    """

    statement: str
    reason: Without
    why: str
    calls: int | None = None
    live_ms: float | None = None


class IndexRun(Struct, frozen=True):
    """One run of `launchready perf indexes`.

    Attributes:
        product: apex domain; environment: "staging" or "production".
        database: variable that names the database.
        started_at: aware UTC, whole seconds; duration_s: seconds.
        server: major version of the product's server; proven_on: of the throw-away one.
        scale: how many rows of which tables the copy held.
        advice: the most time saved first; without: statements with none.
        launchready: version that ran it.
    """

    product: str
    environment: str
    database: str
    started_at: datetime
    duration_s: float
    server: int
    proven_on: int
    scale: str
    advice: tuple[IndexAdvice, ...] = ()
    without: tuple[NotAdvised, ...] = ()
    launchready: str = ""

    @property
    def examined(self) -> int:
        """Give how many statements were looked at."""
        return len(self.without) + sum(len(each.proofs) for each in self.advice)


class IndexHistory(Fact, frozen=True):
    """The runs of `launchready perf indexes` that are on record beside the manifest.

    Attributes:
        runs: the newest first.
        unreadable: names of files that are no runs.
    """

    runs: tuple[IndexRun, ...] = ()
    unreadable: tuple[str, ...] = ()
