"""A name that must be answered for."""

from __future__ import annotations

import time

from launchready.watch.model import Verdict
from launchready.watch.probe.names import Names
from launchready.watch.probe.seen import Seen, down


async def look(names: Names, name: str, record: str, wanted: tuple[str, ...]) -> Seen:
    """Ask, and hold the answer to what was declared.

    Args:
        names: who asks.
        name: what to ask about.
        record: type of the record.
        wanted: values that must be among the answers; () takes any answer at all.

    Raises:
        CannotSee: nobody answered.
    """
    started = time.monotonic()
    answer = await names.ask(name, record)
    took = round((time.monotonic() - started) * 1000, 3)
    if answer.rcode != "NOERROR":
        return down(f"DNS answers {answer.rcode}", took)
    values = {value.lower() for value in answer.values()}
    if not values:
        return down(f"no {record} record", took)
    missing = [value for value in wanted if value.lower().rstrip(".") not in values]
    if missing:
        return down(f"no {record} record {missing[0]}", took)
    return Seen(Verdict.UP, latency_ms=took)
