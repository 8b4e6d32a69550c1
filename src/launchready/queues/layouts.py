"""How libraries keep jobs in tables of Postgres: what tells waiting, running and failed ones.

Expressions are over a row `j`.  Sources: procrastinate 3.10 (sql/schema.sql), pgqueuer 1.6
(its schema), Oban v12's table, River's migrations 002 and 004, GoodJob 4's `good_jobs`.
Procrastinate's is tried with its own client; the others with tables made after these sources.
"""

from __future__ import annotations

from msgspec import Struct


class Layout(Struct, frozen=True):
    """One library's table.

    Attributes:
        table: its usual name.
        queue: column with the queue's name.
        waiting, running, failed: conditions.
        since: when a waiting job was put in, or has been due; begun: when a running one was.
        order: what the oldest waiting job comes first by.
        mark: column that grows from job to job, and its type; "" where done jobs are deleted,
            so that what came cannot be counted.
        lost: condition of a running job whose worker is gone; "false" where none tells.
    """

    table: str
    queue: str
    waiting: str
    running: str
    failed: str
    since: str
    begun: str
    order: str
    mark: str = "id"
    mark_type: str = "bigint"
    lost: str = "false"


def _procrastinate_event(*types: str) -> str:
    among = ", ".join(f"'{each}'" for each in types)
    of_job = f"e.job_id = j.id AND e.type IN ({among})"
    return f"(SELECT max(e.at) FROM procrastinate_events e WHERE {of_job})"  # noqa: S608 -- ours


PROCRASTINATE = Layout(
    "procrastinate_jobs",
    "queue_name",
    "j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())",
    "j.status = 'doing'",
    "j.status = 'failed'",
    since=(
        "coalesce(j.scheduled_at, "
        f"{_procrastinate_event('deferred', 'deferred_for_retry', 'retried')})"
    ),
    begun=_procrastinate_event("started"),
    order="j.id",
    lost=(
        "NOT EXISTS (SELECT 1 FROM procrastinate_workers w WHERE w.id = j.worker_id "
        "AND w.last_heartbeat > now() - interval '30 seconds')"
    ),
)
PGQUEUER = Layout(
    "pgqueuer",
    "entrypoint",
    "j.status = 'queued' AND j.execute_after <= now()",
    "j.status = 'picked'",
    "j.status = 'failed'",
    since="greatest(j.created, j.execute_after)",
    begun="j.updated",
    order="j.id",
    mark="",
    lost="j.heartbeat < now() - interval '30 seconds'",
)
OBAN = Layout(
    "oban_jobs",
    "queue",
    "(j.state = 'available' OR j.state IN ('scheduled', 'retryable') "
    "AND j.scheduled_at <= now())",
    "j.state = 'executing'",
    "j.state = 'discarded'",
    since="j.scheduled_at",
    begun="j.attempted_at",
    order="j.scheduled_at",
)
RIVER = Layout(
    "river_job",
    "queue",
    "(j.state = 'available' OR j.state IN ('scheduled', 'retryable') "
    "AND j.scheduled_at <= now())",
    "j.state = 'running'",
    "j.state = 'discarded'",
    since="j.scheduled_at",
    begun="j.attempted_at",
    order="j.scheduled_at",
)
GOOD_JOB = Layout(
    "good_jobs",
    "queue_name",
    "j.finished_at IS NULL AND j.performed_at IS NULL "
    "AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())",
    "j.finished_at IS NULL AND j.performed_at IS NOT NULL",
    "j.finished_at IS NOT NULL AND j.error IS NOT NULL",
    since="coalesce(j.scheduled_at, j.created_at)",
    begun="j.performed_at",
    order="coalesce(j.scheduled_at, j.created_at)",
    mark="created_at",
    mark_type="timestamp",
)

LAYOUTS = (PROCRASTINATE, PGQUEUER, OBAN, RIVER, GOOD_JOB)

LIKE_OBAN = frozenset({"id", "state", "queue", "inserted_at", "scheduled_at", "attempted_at"})
"""Columns by which a table of another name is known to be one of Oban's."""
