"""A whole look for missing indexes: read, copy, prove, and ask the product's planner."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

import launchready
from launchready.clock import Clock
from launchready.database.advice.advise import Advisor
from launchready.database.advice.asked import Asked, Read, columns_wanted, look_up, read_all
from launchready.database.advice.candidates import Trial
from launchready.database.advice.catalog import Catalog, Written, read_catalog, read_written
from launchready.database.advice.copying import MAX_ROWS, Copied, fill, scale
from launchready.database.advice.hypothetical import planner_agrees
from launchready.database.advice.scratch import Programs, Scratch, find_programs, serve_scratch
from launchready.database.advice.workload import heaviest
from launchready.database.connection import Reader, open_database
from launchready.facts.base import CannotSee
from launchready.facts.indexes import IndexAdvice, IndexRun, NotAdvised, Without
from launchready.manifest.schema import Database, Manifest
from launchready.net.network import Network

MOST = 25
"""Statements that are looked at, unless told otherwise."""


class Way(Struct, frozen=True):
    """How to look.

    Attributes:
        statements: to look at; none for those that pg_stat_statements says take the most time.
        most: how many of those; rows: of one table that are copied at most.
    """

    statements: tuple[str, ...] = ()
    most: int = MOST
    rows: int = MAX_ROWS


@dataclass(frozen=True, slots=True)
class Source:
    """The product's database, and how it is reached."""

    database: Database
    environment: Mapping[str, str] = field(repr=False)
    network: Network

    def open(self) -> AbstractAsyncContextManager[Reader]:
        """Connect, to read."""
        return open_database(self.database, self.environment, self.network)


@dataclass(slots=True)
class Prepared:
    """What is known before anything is copied.

    Attributes:
        server: major version of the product's; programs: of the throw-away one.
        catalog: of the tables; read: statements that can be tried.
        without: those that cannot, and why.
        wanted: columns that will be copied, by table.
        written: how many rows were written to these tables until now.
    """

    server: int
    programs: Programs
    catalog: Catalog
    read: list[Read]
    without: list[NotAdvised]
    wanted: dict[tuple[str, str], frozenset[str]]
    written: Written

    @property
    def announcement(self) -> list[str]:
        """Say which columns of which tables leave the database."""
        lines = []
        for (schema, name), columns in sorted(self.wanted.items()):
            told = ", ".join(sorted(columns)) or "no column, only how many rows there are"
            lines.append(f"{schema}.{name}: {told}")
        return lines


async def prepare(source: Source, way: Way, clock: Clock) -> Prepared:
    """Read statements and the catalogue; copies nothing.

    Raises:
        CannotSee: there is no way in, no statement to look at, or no Postgres on this machine.
    """
    async with source.open() as reader:
        asked = [Asked(text.strip().rstrip(";")) for text in way.statements]
        if not asked:
            asked = await heaviest(reader, clock, way.most)
        read, without = read_all(asked)
        catalog = await read_catalog(reader, {name for each in read for name in each.named})
        found, refused = look_up(read, catalog)
        wanted = columns_wanted(found, catalog)
        return Prepared(
            reader.version,
            find_programs(reader.version),
            catalog,
            found,
            [*without, *refused],
            wanted,
            await read_written(reader, wanted),
        )


def prove(
    manifest: Manifest,
    source: Source,
    way: Way,
    prepared: Prepared,
    say: Callable[[str], None] = lambda _: None,
) -> IndexRun:
    """Copy, try and prove; the copy is gone at the end, and on an interrupt.

    Args:
        manifest: whose product it is.
        source: where the rows come from.
        way: how to look.
        prepared: of `prepare`.
        say: takes a line of progress.

    Raises:
        CannotSee: the copy could not be made.
    """
    clock, started = Clock.system(), time.monotonic()
    advice: list[IndexAdvice] = []
    without = list(prepared.without)
    copied: dict[tuple[str, str], Copied] = {}
    if prepared.read:
        say(f"starts a throw-away Postgres {prepared.programs.version} on this machine")
        with serve_scratch(prepared.programs) as scratch:
            say("copies rows")
            copied, writes = asyncio.run(_fill(scratch, source, way, prepared))
            say(f"copied {scale(copied.values())}")
            advisor = Advisor(scratch, prepared.catalog, copied, writes, say)
            advice, trials, more = advisor.advise(prepared.read)
            without += more
        if advice and "hypopg" in prepared.catalog.extensions:
            say("asks the product's planner (hypopg)")
            advice, refused = asyncio.run(_ask(source, prepared, advice, trials))
            without += refused
    return IndexRun(
        product=manifest.product.domain,
        environment=manifest.product.environment,
        database=source.database.url_env,
        started_at=clock.now,
        duration_s=round(time.monotonic() - started, 2),
        server=prepared.server,
        proven_on=prepared.programs.version,
        scale=scale(copied.values()),
        advice=tuple(advice),
        without=tuple(without),
        launchready=launchready.__version__,
    )


async def _fill(
    scratch: Scratch, source: Source, way: Way, prepared: Prepared
) -> tuple[dict[tuple[str, str], Copied], dict[tuple[str, str], float]]:
    """Copy rows; gives also how many are written to each table in a second, meanwhile."""
    async with source.open() as reader:
        copied = await fill(
            scratch, reader, prepared.catalog, prepared.wanted, max_rows=way.rows
        )
        written = await read_written(reader, prepared.wanted)
    return copied, written.per_second(prepared.written)


async def _ask(
    source: Source,
    prepared: Prepared,
    advice: Sequence[IndexAdvice],
    trials: Sequence[Trial],
) -> tuple[list[IndexAdvice], list[NotAdvised]]:
    kept: list[IndexAdvice] = []
    refused: list[NotAdvised] = []
    try:
        async with source.open() as reader:
            for each, trial in zip(advice, trials, strict=True):
                agrees = await _agrees(reader, prepared, each, trial)
                if agrees is False:
                    refused += _refused(each)
                else:
                    kept.append(replace(each, at_full_size=agrees))
    except CannotSee:
        # It was there a moment ago; the proof on the copy stands by itself.
        return [*kept, *advice[len(kept) + len(refused) :]], refused
    return kept, refused


async def _agrees(
    reader: Reader, prepared: Prepared, advice: IndexAdvice, trial: Trial
) -> bool | None:
    """Ask about each statement that an index was proven with; one suffices."""
    shown = {each.statement for each in advice.proofs}
    answers = [
        await planner_agrees(
            reader,
            prepared.catalog.extensions["hypopg"],
            trial,
            each.asked.text,
            each.needs.places if each.needs else 0,
        )
        for each in prepared.read
        if each.asked.shown in shown
    ]
    if True in answers:
        return True
    return False if answers and None not in answers else None


def _refused(advice: IndexAdvice) -> list[NotAdvised]:
    why = (
        f"{advice.sql[0]} helped on the copy, and the product's own planner would not use it "
        "at full size (hypopg)"
    )
    return [
        NotAdvised(each.statement, Without.NO_GAIN, why, each.calls, each.live_ms)
        for each in advice.proofs
    ]
