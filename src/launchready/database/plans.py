"""How the server would run a statement whose values nobody knows: by EXPLAIN, never ANALYZE."""

from __future__ import annotations

import json
import re
from typing import Any

from launchready.database.connection import Reader, Row, Transaction
from launchready.database.normal import mask_literals, normalise
from launchready.database.plan_words import describe
from launchready.facts.base import CannotSee
from launchready.facts.statements import Plan, PlanStep

MAX_STEPS = 60
MAX_DEPTH = 40
MAX_PLACES = 200
"""Values of a statement, beyond which its plan is not asked for."""
_PLACE = re.compile(r"\$(\d{1,5})\b")
_TYPED = re.compile(
    r"\b(interval|date|time|timestamp|timestamptz)\s+(\$\d{1,5})\b", re.IGNORECASE
)


async def explain(reader: Reader, text: str, schemas: str = "") -> Plan:
    """Ask for the generic plan of one of the product's statements; nothing is run.

    Args:
        reader: the connection.
        text: as pg_stat_statements has it, with `$1` for values.
        schemas: search path that the product uses, as `search_path` is written; the role's own
            where empty.
    """
    normal = normalise(text)
    if not normal.single or normal.verb == "other":
        return Plan(unseen="only a single statement that reads or changes rows has a plan")
    places = max((int(n) for n in _PLACE.findall(text)), default=0)
    if places > MAX_PLACES:
        return Plan(unseen=f"it has {places} values")
    try:
        async with reader.transaction() as read:
            if schemas:
                await read.rows("SELECT set_config('search_path', %s, true)", (schemas,))
            else:
                await read.rows("SET LOCAL search_path = DEFAULT")
            rows = await ask_generic(read, text.strip().rstrip(";"), places)
    except CannotSee as error:
        return Plan(unseen=str(error))
    return read_plan(rows[0]["QUERY PLAN"]) if rows else Plan(unseen="it has no plan")


async def ask_generic(read: Transaction, text: str, places: int) -> list[Row]:
    """Ask for a generic plan, in the one way that every version from 14 on knows.

    EXPLAIN (GENERIC_PLAN), of 16 and later, wants values bound where it is sent as a single
    statement, and a text that is not our own is never sent in another way.
    """
    await read.rows("SET LOCAL plan_cache_mode = force_generic_plan")
    await read.theirs(f"PREPARE launchready_plan AS {_TYPED.sub(_cast, text)}")
    await read.rows("SAVEPOINT prepared")
    values = f"({', '.join(['NULL'] * places)})" if places else ""
    try:
        return await read.rows(
            f"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE launchready_plan{values}"
        )
    except CannotSee:
        await read.rows("ROLLBACK TO prepared")
        raise
    finally:
        # A prepared statement outlives its transaction; behind a pooler it would be another's.
        await read.rows("DEALLOCATE launchready_plan")


def _cast(found: re.Match[str]) -> str:
    """Write `interval $1`, which stands for a constant and is no SQL, as a cast."""
    return f"{found[2]}::{found[1]}"


def read_plan(document: Any) -> Plan:
    """Read a plan as EXPLAIN writes it in JSON; never raises for one of an odd form."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return Plan(unseen="the server's plan cannot be read")
    top = document[0] if isinstance(document, list) and document else document
    root = top.get("Plan") if isinstance(top, dict) else None
    if not isinstance(root, dict):
        return Plan(unseen="the server's plan cannot be read")
    steps: list[PlanStep] = []
    _walk(root, 0, 1.0, steps)
    return Plan(tuple(steps), describe(steps))


def _walk(node: dict[str, Any], depth: int, loops: float, steps: list[PlanStep]) -> None:
    """Write down a step and those below it; an inner side runs for each row of the outer."""
    if len(steps) >= MAX_STEPS or depth > MAX_DEPTH:
        return
    below = [each for each in node.get("Plans", []) if isinstance(each, dict)]
    nested = node.get("Node Type") == "Nested Loop"
    outer = next((e for e in below if e.get("Parent Relationship") == "Outer"), None)
    repeats = max(_number(outer, "Plan Rows"), 1.0) if nested and outer else 1.0
    times = {
        id(each): loops * (repeats if each.get("Parent Relationship") == "Inner" else 1.0)
        for each in below
    }
    inside = sum(_number(e, "Total Cost") * times[id(e)] / loops for e in below)
    own = max(_number(node, "Total Cost") - inside, 0.0) * loops
    steps.append(
        PlanStep(
            node=_text(node, "Node Type"),
            depth=depth,
            table=_table(node),
            index=_text(node, "Index Name"),
            condition=next((_sql(node, k) for k in _CONDITIONS if node.get(k)), ""),
            filter=_sql(node, "Filter"),
            sorted_by=tuple(str(e)[:100] for e in node.get("Sort Key", [])[:8]),
            rows=_number(node, "Plan Rows"),
            loops=round(loops, 1),
            cost=round(own, 2),
        )
    )
    for each in below:
        _walk(each, depth + 1, times[id(each)], steps)


_CONDITIONS = ("Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter")


def _number(node: dict[str, Any], key: str) -> float:
    value = node.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def _text(node: dict[str, Any], key: str) -> str:
    return str(node.get(key) or "")[:130]


def _sql(node: dict[str, Any], key: str) -> str:
    return mask_literals(str(node.get(key) or ""))[:300]


def _table(node: dict[str, Any]) -> str:
    schema, name = _text(node, "Schema"), _text(node, "Relation Name")
    return f"{schema}.{name}" if schema and name else name
