"""Whether a queue keeps up: by the age of its oldest job and by its slope, never by its depth.

A queue of ten thousand jobs that are done within the minute is well; one of three that nobody
takes is not.
"""

from __future__ import annotations

from enum import StrEnum
from math import sqrt

from msgspec import Struct

from launchready.facts.queues import QueueLook

FEWEST = 10
"""Jobs that have to go before their number says how fast they go."""
SIGMAS = 3.0
"""By how many standard deviations coming must exceed going (counts, as of Poisson)."""


class Pace(StrEnum):
    """What a look proves."""

    KEEPS_UP = "keeps-up"
    GROWS = "grows"
    """Its oldest job is not late yet; what comes now will be."""
    SHRINKS = "shrinks"
    """It is late, and catching up."""
    LATE = "late"
    """It is late, and not catching up."""
    STANDS = "stands"
    """Jobs wait, and nobody takes one."""
    UNKNOWN = "unknown"


class Judged(Struct, frozen=True):
    """A look, judged.

    Attributes:
        pace: what it proves.
        age_s: of the oldest waiting job, or the least that it can be; None where that is open.
        wait_s: how long a job that comes now would wait at the pace that was seen; None where
            too few went.
    """

    pace: Pace
    age_s: float | None
    wait_s: float | None = None


def judge_pace(look: QueueLook, max_age_s: float) -> Judged:
    """Judge a look.

    Args:
        look: at the queue.
        max_age_s: how long a job may wait.
    """
    age = look.age_s if look.age_s is not None else (look.unmoved_s or None)
    if not look.waiting:
        return Judged(Pace.KEEPS_UP, 0.0)
    wait = None
    if look.went is not None and look.went >= FEWEST and look.seconds:
        wait = round(look.waiting / (look.went / look.seconds), 1)
    nobody = look.workers == 0 and not look.went
    still = look.seconds > 0 and look.went == 0 and look.waiting >= look.waiting_before
    if age is not None and age > max_age_s:
        if nobody or still:
            return Judged(Pace.STANDS, age, wait)
        return Judged(Pace.SHRINKS if _shrinks(look) else Pace.LATE, age, wait)
    if nobody and look.age_s is None:
        return Judged(Pace.STANDS, age, wait)
    if wait is not None and wait > max_age_s and (_grows(look) or look.age_s is None):
        return Judged(Pace.GROWS, age, wait)
    dated = look.age_s is not None
    fresh = look.younger_than_s is not None and look.younger_than_s <= max_age_s
    if dated or fresh or wait is not None:
        return Judged(Pace.KEEPS_UP, age, wait)
    return Judged(Pace.UNKNOWN, age)


def _grows(look: QueueLook) -> bool:
    """Say whether more comes than goes, beyond chance."""
    if look.came is None or look.went is None:
        return False
    return look.came - look.went > SIGMAS * sqrt(look.came + look.went)


def _shrinks(look: QueueLook) -> bool:
    """Say whether more goes than comes, beyond chance where that can be told."""
    if look.came is None or look.went is None:
        return look.waiting < look.waiting_before
    return look.went - look.came > SIGMAS * sqrt(look.came + look.went)
