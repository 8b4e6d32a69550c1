"""Which release ran when, from what CI, webhooks and the release header told.

Between the start of a deployment and its end both releases answer; what is seen then
belongs to neither.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

MAX_TAG = 100
"""Characters of a release's tag."""


class Step(StrEnum):
    """What is told of a deployment."""

    START = "start"
    FINISH = "finish"
    ROLLBACK = "rollback"


class Deploy(Struct, frozen=True):
    """One thing that was told of a deployment.

    Attributes:
        tag: the release.
        step: what happened to it.
        at: when, ms.
        source: who told it ("ci", "github").
        to: of a rollback, what runs again; empty for what ran before.
    """

    tag: str
    step: Step
    at: int
    source: str = "ci"
    to: str = ""


class Stay(Struct, frozen=True):
    """A time in which one release alone ran; `end` is None while it does. Both in ms."""

    tag: str
    start: int
    end: int | None = None


class Release(Struct, frozen=True):
    """A release and what is known of it; moments in ms, None for what was not told.

    Attributes:
        tag: its name.
        first_seen: when it was first told of, or seen by its header.
        started_at, finished_at: its latest deployment.
        rolled_back_at: when it was taken back, if that came after.
        running: whether it is the one that runs, as far as is known.
        sources: who told of it; empty for one that only the header showed.
    """

    tag: str
    first_seen: int
    started_at: int | None = None
    finished_at: int | None = None
    rolled_back_at: int | None = None
    running: bool = False
    sources: tuple[str, ...] = ()


class Timeline:
    """The releases one after another.

    Args:
        deploys: what was told, in any order.
        seen: when each release was first seen by its header, ms; counts until somebody
            tells of deployments.
    """

    def __init__(self, deploys: Iterable[Deploy], seen: Mapping[str, int]) -> None:
        self._deploys = sorted(deploys, key=lambda each: each.at)
        self._seen = dict(seen)
        self._marks = self._follow()
        self._starts = [start for start, _ in self._marks]

    def _follow(self) -> list[tuple[int, str]]:
        """Give the moments from which a release ran; "" where it is not to be told."""
        first_told = self._deploys[0].at if self._deploys else math.inf
        events: list[tuple[int, Step, str, str]] = [
            (each.at, each.step, each.tag, each.to) for each in self._deploys
        ]
        events += [
            (at, Step.FINISH, tag, "") for tag, at in self._seen.items() if at < first_told
        ]
        events.sort(key=lambda each: each[0])
        marks: list[tuple[int, str]] = []
        past: list[str] = []
        for at, step, tag, to in events:
            if step is Step.START:
                now = ""
            elif step is Step.FINISH:
                now = tag
                if past[-1:] != [tag]:
                    past.append(tag)
            else:
                while past and past[-1] == tag:
                    past.pop()
                now = to or (past[-1] if past else "")
                if now and past[-1:] != [now]:
                    past.append(now)
            if not marks or marks[-1][1] != now:
                marks.append((at, now))
        return marks

    def at(self, moment: int) -> str:
        """Say which release ran at a moment, ms; "" where that is not known."""
        place = bisect_right(self._starts, moment) - 1
        return self._marks[place][1] if place >= 0 else ""

    def stays(self) -> Sequence[Stay]:
        """Give each time in which one release ran, the oldest first."""
        found = []
        for place, (start, tag) in enumerate(self._marks):
            if tag:
                more = place + 1 < len(self._marks)
                found.append(Stay(tag, start, self._starts[place + 1] if more else None))
        return found

    def stay(self, tag: str) -> Stay | None:
        """Give the latest time in which a release ran."""
        return next((each for each in reversed(self.stays()) if each.tag == tag), None)

    def before(self, tag: str) -> Stay | None:
        """Give the time of the release that ran before the latest time of this one."""
        stay = self.stay(tag)
        if stay is None:
            return None
        earlier = [each for each in self.stays() if each.start < stay.start and each.tag != tag]
        return earlier[-1] if earlier else None

    def releases(self) -> list[Release]:
        """Give every release, the newest first: by its latest deployment, else first seen."""
        running = self._marks[-1][1] if self._marks else ""
        found = []
        for tag in {*self._seen, *(each.tag for each in self._deploys)}:
            own = [each for each in self._deploys if each.tag == tag]
            last = {each.step: each.at for each in own}
            finished, back = last.get(Step.FINISH), last.get(Step.ROLLBACK)
            found.append(
                Release(
                    tag,
                    min(
                        [each.at for each in own]
                        + ([self._seen[tag]] if tag in self._seen else [])
                    ),
                    last.get(Step.START),
                    finished,
                    back if back is not None and back >= (finished or 0) else None,
                    tag == running,
                    tuple(dict.fromkeys(each.source for each in own)),
                )
            )
        return sorted(
            found,
            key=lambda each: (each.finished_at or each.started_at or each.first_seen, each.tag),
            reverse=True,
        )


def check_tag(tag: str) -> str:
    """Give a tag as it is kept.

    Raises:
        ValueError: says what is wrong with it.
    """
    tag = tag.strip()
    if not tag:
        raise ValueError("a release needs a tag")
    if len(tag) > MAX_TAG:
        raise ValueError(f"a release's tag has at most {MAX_TAG} characters")
    if not tag.isprintable():
        raise ValueError("a release's tag has printable characters only")
    return tag
