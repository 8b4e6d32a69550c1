"""Which statements to look at: those that take the most of the database's time."""

from __future__ import annotations

from datetime import datetime

from launchready.clock import Clock
from launchready.database.advice.asked import Asked
from launchready.database.connection import MARK, Reader
from launchready.database.normal import normalise
from launchready.database.statements import Counters, open_statements
from launchready.facts.base import CannotSee

LEAST_MS = 1.0
"""Milliseconds of one run below which a statement is left alone: no index is felt there."""
FINDS = frozenset({"select", "update", "delete"})


async def heaviest(reader: Reader, clock: Clock, most: int) -> list[Asked]:
    """Give the statements with the most time in pg_stat_statements, the first takes most.

    Raises:
        CannotSee: statements are not counted, or none that finds rows took long.
    """
    counted = await open_statements(reader)
    snapshot = await counted.snapshot()
    by_query: dict[int, Counters] = {}
    for (_, query, _), counters in snapshot.entries.items():
        by_query[query] = by_query.get(query, Counters()).plus(counters)
    slow = sorted(
        (
            query
            for query, each in by_query.items()
            if each.calls and each.total_ms / each.calls >= LEAST_MS
        ),
        key=lambda query: -by_query[query].total_ms,
    )
    # Some of them find no rows, or are ours.
    texts = await counted.texts(slow[: most * 4])
    seconds = _seconds(snapshot.epoch, clock)
    found = []
    for query in slow[: most * 4]:
        text = texts.get(query, "")
        if not text or MARK in text or normalise(text).verb not in FINDS:
            continue
        each = by_query[query]
        found.append(
            Asked(
                text,
                each.calls,
                round(each.total_ms / each.calls, 3),
                each.rows / each.calls,
                seconds,
            )
        )
    if not found:
        raise CannotSee(
            f"no statement that finds rows took {LEAST_MS:g} ms since statistics began: "
            "use the product first, or give statements with --statement"
        )
    return found[:most]


def _seconds(epoch: str, clock: Clock) -> float | None:
    """Say for how long statements were counted."""
    try:
        began = datetime.fromisoformat(epoch.rpartition(" ")[0])
    except ValueError:
        return None
    if began.tzinfo is None:
        return None
    return max(1.0, (clock.now - began).total_seconds())
