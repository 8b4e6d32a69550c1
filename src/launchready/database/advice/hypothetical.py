"""Asks the product's own planner whether it would use an index, at the table's full size.

hypopg makes an index that exists in one session's memory alone; nothing is written, and no
statement can use it but EXPLAIN.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from launchready.database.advice.candidates import Trial
from launchready.database.advice.catalog import quote
from launchready.database.connection import MARK, Reader
from launchready.database.plans import ask_generic
from launchready.facts.base import CannotSee


async def planner_agrees(
    reader: Reader, schema: str, trial: Trial, text: str, places: int
) -> bool | None:
    """Say whether a statement's generic plan would go by an index that is not there.

    Args:
        reader: the product's database.
        schema: where hypopg is.
        trial: what is asked about.
        text: the statement.
        places: how many values it has.

    Returns:
        None where it could not be asked, as of an index of a kind that hypopg does not know.
    """
    at = quote(schema)
    try:
        async with reader.transaction() as read:
            await read.rows("SET LOCAL search_path = DEFAULT")
            names = set()
            await read.rows("SAVEPOINT before")
            try:
                for each in trial:
                    rows = await read.rows(
                        f"SELECT {MARK} indexname FROM {at}.hypopg_create_index(%s)",  # noqa: S608
                        (f"CREATE INDEX {each.body}",),
                    )
                    names |= {row["indexname"] for row in rows}
                plan = await ask_generic(read, text.strip().rstrip(";"), places)
            finally:
                # Also where it failed: behind a pooler the session is somebody else's next.
                await read.rows("ROLLBACK TO before")
                await read.rows(f"SELECT {MARK} {at}.hypopg_reset()")
    except CannotSee:
        return None
    return names <= set(_indexes(plan[0]["QUERY PLAN"])) if plan else None


def _indexes(document: Any) -> Sequence[str]:
    found: list[str] = []
    waiting = [document]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            if isinstance(each.get("Index Name"), str):
                found.append(each["Index Name"])
            waiting.extend(v for v in each.values() if isinstance(v, dict | list))
    return found
