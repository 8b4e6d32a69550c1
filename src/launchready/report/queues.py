"""What looks at queues saw: as a table, and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct, to_builtins

from launchready.facts.queues import QueueLook
from launchready.manifest.schema import Queue
from launchready.queues.pace import Judged, Pace, judge_pace
from launchready.report.plain import plain

WELL = frozenset({Pace.KEEPS_UP})


class Line(Struct, frozen=True):
    """One queue, and what was seen of it.

    Attributes:
        queue: as declared.
        look: None where it could not be read; unseen: why.
    """

    queue: Queue
    look: QueueLook | None
    unseen: str = ""

    @property
    def judged(self) -> Judged | None:
        """Give the verdict on its pace."""
        return judge_pace(self.look, self.queue.max_age_s) if self.look else None


def exit_status(lines: Sequence[Line]) -> int:
    """Give 1 where a queue does not keep up or a job is stuck, 3 where one cannot be told."""
    judged = [(each.look, each.judged) for each in lines]
    bad = any(
        look and verdict and (verdict.pace not in {*WELL, Pace.UNKNOWN} or look.stuck)
        for look, verdict in judged
    )
    if bad:
        return 1
    open_ones = any(not verdict or verdict.pace is Pace.UNKNOWN for _, verdict in judged)
    return 3 if open_ones else 0


def render_queues(lines: Sequence[Line]) -> str:
    """Write a table, and what is wrong below each queue."""
    head = f"  {'':9} {'queue':16} {'waiting':>8} {'oldest':>9} {'allowed':>8}"
    text = [f"{head} {'came':>6} {'went':>6} {'runs':>5} {'failed':>7}"]
    for line in lines:
        name = plain(line.queue.name, 16)
        judged, look = line.judged, line.look
        if look is None or judged is None:
            text += [f"  {'unknown':9} {name}", f"  {'':9} {plain(line.unseen, 200)}"]
            continue
        word = {True: "pass", False: "FAIL"}[judged.pace in WELL and not look.stuck]
        word = "unknown" if judged.pace is Pace.UNKNOWN and not look.stuck else word
        at_least = ">" if look.age_s is None and judged.age_s else ""
        age = "-" if judged.age_s is None else f"{at_least}{judged.age_s:.0f} s"
        text.append(
            f"  {word:9} {name:16} {look.waiting:8} {age:>9} {line.queue.max_age_s:6} s "
            f"{_told(look.came):>6} {_told(look.went):>6} {_told(look.running):>5} "
            f"{_told(look.failed):>7}"
        )
        text += [f"  {'':9} {why}" for why in _why(look, judged)]
    return "\n".join(text)


def _told(number: int | None) -> str:
    return "-" if number is None else str(number)


def _why(look: QueueLook, judged: Judged) -> list[str]:
    said = {
        Pace.STANDS: "nobody takes a job",
        Pace.LATE: "late, and not catching up",
        Pace.SHRINKS: "late, and catching up",
        Pace.GROWS: f"one that comes now waits {judged.wait_s or 0:.0f} s at this pace",
        Pace.UNKNOWN: "no time is written into its jobs, and too few were taken: look longer",
    }
    why = [said[judged.pace]] if judged.pace in said else []
    if look.stuck:
        lost = sum(each.lost for each in look.stuck)
        longest = max((each.for_s or 0.0 for each in look.stuck), default=0.0)
        count = len(look.stuck)
        why.append(f"{count} stuck for up to {longest:.0f} s, {lost} of them without a worker")
    return why


def queues_document(lines: Sequence[Line]) -> str:
    """Write what was seen as JSON; seconds, null for what is not told."""
    document = []
    for line in lines:
        judged = line.judged
        document.append(
            {
                "queue": line.queue.name,
                "engine": line.queue.engine,
                "max_age_s": line.queue.max_age_s,
                "pace": judged.pace.value if judged else None,
                "wait_s": judged.wait_s if judged else None,
                "went": line.look.went if line.look else None,
                "look": to_builtins(line.look) if line.look else None,
                "unseen": line.unseen,
            }
        )
    return json.dumps({"queues": document}, indent=2)
