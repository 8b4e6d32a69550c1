"""A queue is late by age, and grows by slope; however deep it is, that alone is well."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from launchready.checks.performance import queue_pileup as check
from launchready.facts.drills import DrillHistory, Trial
from launchready.facts.queues import QueueLook
from launchready.manifest.schema import Queue
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK

from .evidence import FAILED, PASSED, UNKNOWN, spiked

Out = check.Outcomes
QUEUE = Queue.model_validate({"name": "mail", "engine": "rq", "url_env": "REDIS_URL"})


def given(before: int, waiting: int, **fields: Any) -> dict[str, Any]:
    """Show a look of three seconds."""
    spike = fields.pop("spike", None)
    trials = [Trial(name, "queue", "queue-pileup", spike, "seen") for name in ("mail", "x")]
    shown = spiked(("queue-pileup", PASSED)) if spike else spiked()
    records = tuple(replace(e, trials=tuple(trials)) for e in shown["drills"].records)
    return {
        "queue": QUEUE,
        "look": QueueLook(3.0, before, waiting, **fields),
        "drills": DrillHistory(records),
        "clock": CLOCK,
    }


CASES = (
    Case(Out.EMPTY, "nothing waits", given(0, 0, age_s=0.0)),
    Case(Out.EMPTY, "nothing waits any more", given(5000, 0, age_s=0.0, came=0)),
    Case(Out.KEEPS_UP, "deep and young", given(9000, 9000, age_s=20.0, came=1500)),
    Case(Out.KEEPS_UP, "exactly at the limit", given(3, 3, age_s=60.0, came=0)),
    Case(Out.KEEPS_UP, "grows by chance", given(9000, 9010, age_s=5.0, came=110)),
    Case(Out.KEEPS_UP, "grows, and is shallow", given(10, 110, age_s=1.0, came=150)),
    Case(Out.GROWS, "grows, and will be late", given(9000, 9300, age_s=5.0, came=330)),
    Case(Out.LATE, "late, and as much comes as goes", given(90, 90, age_s=61.0, came=30)),
    Case(Out.LATE, "late, what comes is not told", given(90, 90, age_s=61.0)),
    Case(Out.SHRINKS, "late, and catching up", given(900, 800, age_s=61.0, came=10)),
    Case(Out.SHRINKS, "late, fewer wait", given(900, 800, age_s=61.0)),
    Case(Out.STANDS, "late, and nobody takes one", given(3, 3, age_s=61.0, came=0)),
    Case(Out.STANDS, "late, and more come", given(3, 5, age_s=61.0, came=2)),
    Case(Out.STANDS, "no consumer, no time", given(2, 2, workers=0)),
    Case(Out.LATE, "no time, the same is the oldest", given(9, 9, unmoved_s=61.0)),
    Case(Out.MOVES, "no time, all of before are gone", given(9, 9, younger_than_s=1.0)),
    Case(Out.MOVES, "no time, and fast enough", given(90, 90, came=30, unmoved_s=0.1)),
    Case(Out.GROWS, "no time, and too slow", given(9000, 9000, came=30, unmoved_s=0.1)),
    Case(Out.SPIKE_HELD, "held in the spike", given(0, 0, age_s=0.0, spike=PASSED)),
    Case(Out.SPIKE_PILED_UP, "piled up", given(0, 0, age_s=0.0, spike=FAILED)),
    Case(Out.EMPTY, "the spike could not tell", given(0, 0, age_s=0.0, spike=UNKNOWN)),
    Case(Out.NO_TIME, "no time, and nothing goes", given(2, 2, came=0, unmoved_s=3.0)),
    Case(Out.NO_TIME, "no time, a consumer", given(2, 2, workers=1)),
)

test_outcomes = judges(check, CASES)
