"""Weighs what an index saves readers against what it costs writers."""

from __future__ import annotations

from launchready.database.advice.asked import Asked
from launchready.database.advice.catalog import Table
from launchready.database.advice.measure import Measured
from launchready.facts.indexes import IndexAdvice, IndexProof


def too_dear(asked: Asked, table: Table, per_second: float, each: tuple[float, float]) -> str:
    """Say why an index costs writers more than it saves readers; "" where it does not.

    What was written in all is no measure: a table that was filled once costs nothing any more.

    Args:
        asked: how often the statement ran, in how many seconds.
        table: whose index it would be.
        per_second: rows that are written to it now.
        each: milliseconds that a run saves, and that a row written costs.
    """
    if asked.calls is None or not asked.seconds or not per_second:
        return ""
    saved, cost = each
    if asked.calls / asked.seconds * saved >= per_second * cost:
        return ""
    hourly = asked.calls / asked.seconds * 3600
    return (
        f"an index would save {saved:.1f} ms on each of {hourly:,.1f} "
        f"runs an hour, and cost {cost * 1000:.1f} us on each of {per_second:.0f} rows that "
        f"are written to {table.name} every second"
    )


def show_proof(asked: Asked, before: Measured, after: Measured) -> IndexProof:
    """Write down what an index did for a statement."""
    return IndexProof(
        statement=asked.shown,
        before_ms=round(before.ms, 3),
        after_ms=round(after.ms, 3),
        before_blocks=before.blocks,
        after_blocks=after.blocks,
        before_plan=before.plan,
        after_plan=after.plan,
        sets=len(after.worst),
        calls=asked.calls,
        live_ms=asked.mean_ms,
        at_least=before.stopped,
    )


def saved_ms(advice: IndexAdvice) -> float:
    """Give the milliseconds that an index would have saved, over all runs that were counted."""
    total = 0.0
    for each in advice.proofs:
        was = each.live_ms if each.live_ms is not None else each.before_ms
        share = 1 - each.after_ms / max(each.before_ms, 0.001)
        total += was * share * (each.calls or 1)
    return total
