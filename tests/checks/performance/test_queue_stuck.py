"""A job that was begun ends; one that does not is lost or too long, and never unseen."""

from __future__ import annotations

from typing import Any

from launchready.checks.performance import queue_stuck as check
from launchready.facts.queues import QueueLook, StuckJob
from launchready.manifest.schema import Queue
from tests.checks.cases import Case, judges

Out = check.Outcomes
QUEUE = Queue.model_validate({"name": "mail", "engine": "rq", "url_env": "REDIS_URL"})


def given(*stuck: StuckJob, **fields: Any) -> dict[str, Any]:
    """Show a look at what runs."""
    look = QueueLook(0.0, 0, 0, **{"age_s": 0.0, "running": 2, "stuck": stuck, **fields})
    return {"queue": QUEUE, "look": look}


CASES = (
    Case(Out.NONE, "all is well", given()),
    Case(Out.NONE, "nothing runs", given(running=0)),
    Case(Out.NONE, "how many run is not told", given(running=None)),
    Case(Out.LOST, "a worker is gone", given(StuckJob(10.0, lost=True))),
    Case(Out.LOST, "nobody knows since when", given(StuckJob(None, lost=True), failed=3)),
    Case(
        Out.LOST,
        "gone beside slow",
        given(StuckJob(2000.0, lost=False), StuckJob(10.0, lost=True)),
    ),
    Case(Out.LONG, "a job does not end", given(StuckJob(2000.0, lost=False))),
    Case(Out.FAILED, "some failed for good", given(failed=3)),
    Case(Out.NOT_TOLD, "what runs is not told", given(stuck=None, running=None)),
)

test_outcomes = judges(check, CASES)
