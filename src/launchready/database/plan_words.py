"""A plan in sentences: what is read, by what, and why it costs what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from launchready.facts.statements import PlanStep

MAX_WORDS = 5
"""Sentences about one plan."""
WORTH = 0.05
"""Share of a plan's cost from which on a step is worth a sentence."""


def describe(steps: Sequence[PlanStep]) -> tuple[str, ...]:
    """Say what the costliest steps of a plan do, the costliest first."""
    whole = sum(each.cost for each in steps) or 1.0
    ranked = sorted(_with_indexes(steps), key=lambda each: -each.cost)
    told = [each for each in ranked if each.cost / whole >= WORTH] or ranked[:1]
    words = ((_sentence(each), each.cost / whole) for each in told)
    return tuple(f"{said} ({share:.0%} of the cost)" for said, share in words if said)[
        :MAX_WORDS
    ]


def _with_indexes(steps: Sequence[PlanStep]) -> list[PlanStep]:
    """Name the index that a bitmap's rows are found through, which stands in the step below."""
    named = list(steps)
    for n, step in enumerate(steps[:-1]):
        if step.node == "Bitmap Heap Scan" and steps[n + 1].node == "Bitmap Index Scan":
            named[n] = replace(
                step, index=steps[n + 1].index, cost=round(step.cost + steps[n + 1].cost, 2)
            )
            named[n + 1] = replace(steps[n + 1], cost=0.0)
    return named


def _sentence(step: PlanStep) -> str:
    often = f", about {_count(step.loops)} times" if step.loops >= 2 else ""
    match step.node:
        case "Seq Scan" if step.filter:
            return (
                f"reads every row of {step.table}{often} and keeps about "
                f"{_count(step.rows)} of them by {step.filter}: no index is used for that"
            )
        case "Seq Scan":
            return f"reads every row of {step.table}, about {_count(step.rows)}{often}"
        case "Index Scan" | "Index Only Scan" | "Bitmap Heap Scan":
            return _by_index(step, often)
        case "Bitmap Index Scan":
            return f"collects places from the index {step.index} by {step.condition}{often}"
        case "Sort" | "Incremental Sort":
            keys = ", ".join(step.sorted_by) or "its keys"
            return f"sorts about {_count(step.rows)} rows by {keys}{often}"
        case "Nested Loop":
            condition = step.condition or step.filter
            by = f" and compares each pair by {condition}" if condition else ""
            return f"goes through one side for every row of the other{by}"
        case "Hash Join" | "Merge Join":
            return f"joins about {_count(step.rows)} rows by {step.condition}{often}"
        case "Aggregate" | "WindowAgg" | "Group":
            return f"computes over the rows below, for {_count(step.rows)} results{often}"
        case "Limit" | "Result" | "Hash" | "Materialize" | "Memoize" | "Gather":
            return ""
        case _:
            table = f" of {step.table}" if step.table else ""
            return f"{step.node}{table}, about {_count(step.rows)} rows{often}"


def _by_index(step: PlanStep, often: str) -> str:
    by = f" by {step.condition}" if step.condition else ", in its order"
    index = f"the index {step.index}" if step.index else "an index"
    said = f"finds about {_count(step.rows)} rows of {step.table} through {index}{by}{often}"
    if step.filter:
        said += f", and throws some away by {step.filter}"
    return said


def _count(number: float) -> str:
    return f"{number:,.0f}"
