"""What queues of background jobs hold, and how that moves over a short look."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact


class StuckJob(Struct, frozen=True):
    """A job that was begun and does not end.

    Attributes:
        for_s: seconds since it was begun, or taken; None where that is written nowhere.
        lost: the worker that has it is gone; otherwise it only runs for longer than it may.
    """

    for_s: float | None
    lost: bool


class QueueLook(Fact, frozen=True):
    """One queue, looked at for a few seconds.

    Attributes:
        seconds: from the first reading to the last; 0 of a single one.
        waiting_before: jobs that could run, at the first reading; waiting: at the last.
        age_s: of the oldest of them, in seconds; 0 of an empty queue, None where no time is
            written into jobs.
        unmoved_s: how long the same job was seen to be the oldest.
        younger_than_s: no waiting job is older, as all that were seen waiting then are gone;
            None where that was not seen.
        came: jobs that were put in during the look; None where that cannot be counted.
        running: jobs that workers have now; workers: those there are; None where not told.
        failed: jobs that failed for good and are kept; None where that is not told.
        stuck: jobs that were begun and do not end, a few dozen at most; None where the engine
            does not tell what runs.
    """

    seconds: float
    waiting_before: int
    waiting: int
    age_s: float | None = None
    unmoved_s: float = 0.0
    younger_than_s: float | None = None
    came: int | None = None
    running: int | None = None
    workers: int | None = None
    failed: int | None = None
    stuck: tuple[StuckJob, ...] | None = None

    @property
    def went(self) -> int | None:
        """Give how many jobs were taken out during the look; None where that is not known."""
        if self.came is None:
            return None
        return max(0, self.came - (self.waiting - self.waiting_before))
