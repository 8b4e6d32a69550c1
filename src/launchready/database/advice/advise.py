"""From statements to advice: what is tried, proven, weighed and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from msgspec.structs import replace

from launchready.database.advice.asked import Read, not_advised
from launchready.database.advice.candidates import (
    Candidate,
    Trial,
    candidates,
    covering,
    serves,
)
from launchready.database.advice.catalog import Catalog, Index, Table, quote
from launchready.database.advice.copying import WORK, Copied
from launchready.database.advice.measure import Measured, measure, prepared
from launchready.database.advice.prove import (
    LEAST_MS,
    LEAST_WRITE_US,
    NEAR,
    NOISE_MS,
    Proven,
    existing,
    helps,
    try_all,
    try_one,
    write_cost,
)
from launchready.database.advice.scratch import PROVER, Scratch
from launchready.database.advice.values import Typical, Values, choose_values
from launchready.database.advice.weigh import saved_ms, show_proof, too_dear
from launchready.facts.base import CannotSee
from launchready.facts.indexes import IndexAdvice, NotAdvised, Without

if TYPE_CHECKING:
    import psycopg

SMALL_PAGES = 32
"""Pages (256 kB) below which a table is read in well under a millisecond however it is read."""
ROUNDS = 3
"""Indexes that one statement may be advised, one after the other."""


@dataclass(slots=True)
class _Case:
    """A statement on the copy."""

    read: Read
    tables: list[Table]
    sets: list[Values]
    base: Measured
    least_ms: float


@dataclass(slots=True)
class _Accepted:
    trial: Trial
    advice: IndexAdvice
    cases: list[tuple[_Case, Measured]]


class Advisor:
    """Tries indexes on a copy that is filled.

    Args:
        scratch: the copy.
        catalog: what the product's database is like.
        copied: what the copy holds.
        writes: rows written to each table in a second, where they are many.
        say: takes a line of progress.
    """

    def __init__(
        self,
        scratch: Scratch,
        catalog: Catalog,
        copied: dict[tuple[str, str], Copied],
        writes: Mapping[tuple[str, str], float],
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._scratch, self._catalog, self._copied = scratch, catalog, copied
        self._writes, self._say = writes, say
        self._added: dict[tuple[str, str], tuple[Index, ...]] = {}
        self._accepted: list[_Accepted] = []
        self._without: list[NotAdvised] = []

    def advise(
        self, read: Sequence[Read]
    ) -> tuple[list[IndexAdvice], list[Trial], list[NotAdvised]]:
        """Look at statements, the one that takes the most time first.

        Returns:
            Advice, the indexes of each as they were tried, and statements without any.
        """
        with self._scratch.connect(WORK, PROVER) as prover:
            cases = [case for each in read if (case := self._begin(prover, each)) is not None]
            for number, case in enumerate(cases, 1):
                self._say(f"statement {number} of {len(cases)}")
                self._examine(prover, case)
            self._drop_prefixes(prover)
        kept = sorted(self._accepted, key=lambda each: -saved_ms(each.advice))
        return [each.advice for each in kept], [each.trial for each in kept], self._without

    def _begin(self, prover: psycopg.Connection, read: Read) -> _Case | None:
        """Run a statement as things are; None where that settles it."""
        assert read.needs is not None
        asked = read.asked
        tables = []
        for need in read.needs.tables:
            table = self._catalog.resolve(need.schema, need.table)
            assert table is not None
            tables.append(table)
        if not tables:
            self._without.append(not_advised(asked, Without.QUICK, "it reads no table"))
            return None
        missing = [t.name for t in tables if (t.schema, t.name) not in self._copied]
        if missing:
            why = f"{missing[0]} could not be copied: it has a type that is not on this machine"
            self._without.append(not_advised(asked, Without.UNPROVEN, why))
            return None
        if all(table.pages < SMALL_PAGES for table in tables):
            names = ", ".join(sorted({table.name for table in tables}))
            why = f"{names}: under {SMALL_PAGES * 8} kB, which is read as fast without an index"
            self._without.append(not_advised(asked, Without.QUICK, why))
            return None
        try:
            sets = choose_values(prover, read.needs, tables, Typical(asked.rows))
            with prepared(prover, asked.text):
                base = measure(prover, sets)
        except CannotSee as error:
            self._without.append(not_advised(asked, Without.UNPROVEN, str(error)))
            return None
        shares = [self._copied[table.schema, table.name].share for table in tables]
        least_ms = max(LEAST_MS * min(shares), NOISE_MS)
        if base.ms < least_ms:
            why = f"takes {base.ms:.2f} ms as it is: {base.plan}"
            self._without.append(not_advised(asked, Without.QUICK, why))
            return None
        return _Case(read, tables, sets, base, least_ms)

    def _examine(self, prover: psycopg.Connection, case: _Case) -> None:
        asked = case.read.asked
        done = False
        with prepared(prover, asked.text):
            now = measure(prover, case.sets) if self._accepted else case.base
            for each in self._accepted:
                names = {index.name for index in each.trial}
                if names & now.indexes and helps(case.base, now, case.least_ms):
                    self._also(each, case, now)
                    done = True
            tried = 0
            for _ in range(ROUNDS):
                trials = self._trials(case)
                tried += sum(len(of_table) for of_table in trials)
                found = self._try(prover, case, now, trials)
                if found is None:
                    break
                if not self._accept(prover, case, now, found):
                    return
                done, now = True, found.after
        if done:
            return
        if tried:
            many = "1 index was" if tried == 1 else f"{tried} indexes were"
            why = f"{many} tried, and nothing made it twice as fast: {now.plan}"
            self._without.append(not_advised(asked, Without.NO_GAIN, why))
        else:
            why = f"no index that is not there could serve it: {now.plan}"
            self._without.append(not_advised(asked, Without.SERVED, why))

    def _trials(self, case: _Case) -> list[list[Trial]]:
        """Give what might help, for each of the statement's tables that is large enough."""
        assert case.read.needs is not None
        trigrams = "pg_trgm" in self._catalog.extensions
        found: dict[tuple[str, str], dict[Trial, None]] = {}
        for need, table in zip(case.read.needs.tables, case.tables, strict=True):
            if table.pages < SMALL_PAGES:
                continue
            place = (table.schema, table.name)
            added = replace(table, indexes=table.indexes + self._added.get(place, ()))
            for trial in candidates(need, added, trigrams=trigrams):
                found.setdefault(place, {})[trial] = None
        return [list(each) for each in found.values()]

    def _try(
        self,
        prover: psycopg.Connection,
        case: _Case,
        now: Measured,
        trials: list[list[Trial]],
    ) -> Proven | None:
        every = [trial for of_table in trials for trial in of_table]
        found = try_all(prover, case.sets, now, every, case.least_ms)
        if found is None and len(trials) > 1:
            # A join may need an index at either end before either is of use.
            pairs = [a + b for a, b in product(trials[0][:3], trials[1][:3])]
            found = try_all(prover, case.sets, now, pairs, case.least_ms)
        if found is None:
            # What saves too little by finding rows may save enough by not reading them.
            single = [trial[0] for trial in every if len(trial) == 1][:3]
            wider = [each for only in single if (each := self._covering(case, only))]
            return try_all(prover, case.sets, now, [(each,) for each in wider], case.least_ms)
        if len(found.trial) > 1:
            return found
        (only,) = found.trial
        whole = self._covering(case, only)
        if whole is None:
            return found
        better = try_one(prover, case.sets, now, (whole,), case.least_ms)
        pays = (
            better is not None
            and better.after.ms * 2 <= found.after.ms
            and found.after.ms - better.after.ms >= case.least_ms
            and better.after.blocks * 2 <= found.after.blocks
        )
        return better if pays else found

    def _covering(self, case: _Case, only: Candidate) -> Candidate | None:
        assert case.read.needs is not None
        for need, table in zip(case.read.needs.tables, case.tables, strict=True):
            if (table.schema, table.name) == (only.schema, only.table):
                return covering(only, need, table)
        return None

    def _accept(
        self, prover: psycopg.Connection, case: _Case, now: Measured, found: Proven
    ) -> bool:
        """Weigh what an index costs; False where it costs more than it saves."""
        trial = found.trial
        table = self._catalog.tables[trial[0].schema, trial[0].table]
        copied = self._copied[table.schema, table.name]
        before = write_cost(prover, table, copied.rows)
        with existing(prover, trial):
            after = write_cost(prover, table, copied.rows)
        asked = case.read.asked
        cost_ms = max(after.us - before.us, LEAST_WRITE_US * len(trial)) / 1000
        was = asked.mean_ms if asked.mean_ms is not None else now.ms
        saved_ms = was * (1 - found.after.ms / now.ms)
        per_second = self._writes.get((table.schema, table.name), 0.0)
        why = too_dear(asked, table, per_second, (saved_ms, cost_ms))
        if why:
            self._without.append(not_advised(asked, Without.COSTLY, why))
            return False
        advice = IndexAdvice(
            table=f"{table.schema}.{table.name}",
            sql=tuple(each.sql() for each in trial),
            bytes=found.bytes,
            full_bytes=round(found.bytes / max(copied.share, 0.0001)),
            write_us=before.us,
            write_us_after=after.us,
            wal=before.wal,
            wal_after=after.wal,
            rows=copied.rows,
            of=copied.of,
            proofs=(show_proof(case.read.asked, now, found.after),),
        )
        for each in trial:
            prover.execute(f"CREATE INDEX {quote(each.name)} {each.body}".encode())
            place = (each.schema, each.table)
            self._added[place] = (*self._added.get(place, ()), _as_index(each))
        self._accepted.append(_Accepted(trial, advice, [(case, found.after)]))
        return True

    def _also(self, accepted: _Accepted, case: _Case, now: Measured) -> None:
        accepted.cases.append((case, now))
        proofs = (*accepted.advice.proofs, show_proof(case.read.asked, case.base, now))
        accepted.advice = replace(accepted.advice, proofs=proofs)

    def _drop_prefixes(self, prover: psycopg.Connection) -> None:
        """Leave out an index whose work another that is advised does as well."""
        for each in list(self._accepted):
            if len(each.trial) != 1:
                continue
            (only,) = each.trial
            others = [o for o in self._accepted if o is not each and len(o.trial) == 1]
            wider = next((o for o in others if serves(_as_index(o.trial[0]), only)
                          and (o.trial[0].schema, o.trial[0].table)
                          == (only.schema, only.table)), None)  # fmt: skip
            if wider is None:
                continue
            prover.execute(f"DROP INDEX {quote(only.schema)}.{quote(only.name)}".encode())
            again: list[tuple[_Case, Measured]] = []
            for case, with_it in each.cases:
                with prepared(prover, case.read.asked.text):
                    now = measure(prover, case.sets)
                if helps(case.base, now, case.least_ms) and now.ms <= with_it.ms * NEAR + 0.1:
                    again.append((case, now))
            if len(again) == len(each.cases):
                self._accepted.remove(each)
                for case, now in again:
                    self._also(wider, case, now)
            else:
                prover.execute(f"CREATE INDEX {quote(only.name)} {only.body}".encode())


def _as_index(each: Candidate) -> Index:
    return Index(
        each.name, each.keys, each.method, where=each.where, columns=each.columns,
        include=each.include,
    )  # fmt: skip
