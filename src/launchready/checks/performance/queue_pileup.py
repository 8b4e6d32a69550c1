"""Jobs are begun in time, and no faster put in than taken out.

Judged by a look of a few seconds into each declared queue, and by what the newest `launchready
drill spike` saw of it; depth alone says nothing.

Why it matters: jobs pile up in business hours, and nobody sees it: the signup mail comes an
hour late, and the report is yesterday's. Support hears of it first.

How to fix: see how it moves (`launchready perf queues`), give slow jobs a queue and workers of
their own, add workers while the database bears them, and put less in: one job for a hundred
rows.

References: Little, A Proof for the Queuing Formula, 1961; ROADMAP stage 5: jobs pile up in
business hours
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Pace,
    Queue,
    QueueLook,
    Verdict,
    Verdicts,
    cannot_tell,
    fails,
    judge_pace,
    passes,
    spike_verdict,
)

EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    EMPTY = passes("no job waits")
    KEEPS_UP = passes("keeps up: the oldest of {waiting} jobs has waited {age_s} s")
    MOVES = passes("keeps up: {waiting} jobs wait, and are taken within {limit_s} s")
    STANDS = fails(
        Impact.HIGH,
        "{waiting} jobs wait, the oldest for {age_s} s or longer, and nobody takes one",
        fix="Start the queue's workers, and see in their log why they ended.",
    )
    LATE = fails(
        Impact.HIGH,
        "the oldest of {waiting} jobs has waited {age_s} s; {limit_s} s are allowed",
    )
    SHRINKS = fails(
        Impact.MEDIUM,
        "the oldest of {waiting} jobs has waited {age_s} s; {limit_s} s are allowed, and it is "
        "catching up",
    )
    GROWS = fails(
        Impact.MEDIUM,
        "{waiting} jobs wait: at this pace, one that comes now waits {wait_s} s; {limit_s} s "
        "are allowed",
    )
    SPIKE_HELD = passes("{seen} (spike of {when})")
    SPIKE_PILED_UP = fails(Impact.HIGH, "{seen} (spike of {when})")
    NO_TIME = cannot_tell(
        "{waiting} jobs wait, and none of them bears a time: too few were taken in {seconds} s "
        "to say. A monitor of kind queue sees their age"
    )


def judge(queue: Queue, look: QueueLook, drills: DrillHistory, clock: Clock) -> Verdicts:
    """Judge by age and slope, now and in the newest spike that is recent."""
    verdicts = [_now(queue, look)]
    spike = spike_verdict(drills, clock, "queue-pileup")
    for trial in spike.trials if spike else ():
        outcome = _OF_SPIKE.get(trial.result)
        if trial.subject == queue.name and outcome is not None and spike is not None:
            verdicts.append(outcome(seen=trial.text, when=spike.when))
    return verdicts


_OF_SPIKE = {
    DrillResult.PASSED: Outcomes.SPIKE_HELD,
    DrillResult.FAILED: Outcomes.SPIKE_PILED_UP,
}


def _now(queue: Queue, look: QueueLook) -> Verdict:
    judged = judge_pace(look, queue.max_age_s)
    age = round(judged.age_s or 0.0)
    values = {"waiting": look.waiting, "limit_s": queue.max_age_s, "age_s": age}
    slope = {"came": look.came, "went": look.went, "seconds": look.seconds}
    wait = round(judged.wait_s) if judged.wait_s is not None else None
    match judged.pace:
        case Pace.KEEPS_UP if not look.waiting:
            return Outcomes.EMPTY()
        case Pace.KEEPS_UP if look.age_s is not None:
            return Outcomes.KEEPS_UP(**values, **slope)
        case Pace.KEEPS_UP:
            return Outcomes.MOVES(**values, **slope)
        case Pace.STANDS:
            return Outcomes.STANDS(**values, **slope, workers=look.workers)
        case Pace.LATE:
            return Outcomes.LATE(**values, **slope)
        case Pace.SHRINKS:
            return Outcomes.SHRINKS(**values, **slope)
        case Pace.GROWS:
            return Outcomes.GROWS(**values, **slope, wait_s=wait)
    return Outcomes.NO_TIME(**values, **slope)
