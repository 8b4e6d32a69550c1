"""Every job that was begun ends, or is given to another worker.

Judged by a look at what each declared queue's workers have.

Why it matters: a job whose worker was killed by a deployment, or that waits for ever for
somebody's API, is a customer's import that never ends; nobody is told, as nothing failed.

How to fix: give every job a time limit and every outgoing call a time-out, let workers finish
their job when they are stopped (SIGTERM, and time enough before SIGKILL), and acknowledge a job
when it is done, not when it is taken.

References: Celery, Configuration: task_time_limit, task_acks_late; RQ, Jobs: job_timeout
"""

from launchready.checks.api import (
    Impact,
    Queue,
    QueueLook,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    NONE = passes("{running} jobs are under way, and none is stuck")
    LOST = fails(
        Impact.HIGH, "jobs held by workers that are gone: {count}, for up to {longest_s} s"
    )
    LONG = fails(
        Impact.MEDIUM,
        "jobs that do not end: {count}, for up to {longest_s} s; {limit_s} s are allowed",
    )
    FAILED = fails(
        Impact.LOW,
        "{failed} jobs failed for good and wait for somebody to look",
        fix="Look at why they failed, run those again that still matter, and remove the rest.",
    )
    NOT_TOLD = cannot_tell("what is under way is not told: {engine} keeps no list of it here")


def judge(queue: Queue, look: QueueLook) -> Verdict:
    """Judge what was begun; what failed for good is said where nothing is stuck."""
    if look.stuck is None:
        return Outcomes.NOT_TOLD(engine=queue.engine)
    longest = round(max((each.for_s or 0.0 for each in look.stuck), default=0.0))
    lost = [each for each in look.stuck if each.lost]
    if lost:
        return Outcomes.LOST(
            count=len(lost), longest_s=round(max(each.for_s or 0.0 for each in lost))
        )
    if look.stuck:
        return Outcomes.LONG(count=len(look.stuck), longest_s=longest, limit_s=queue.max_run_s)
    if look.failed:
        return Outcomes.FAILED(failed=look.failed)
    return Outcomes.NONE(running="no" if look.running == 0 else look.running or "some")
