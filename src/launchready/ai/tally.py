"""Adds repeats up, case by case, with an interval for what their number can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from launchready.ai.case import Case
from launchready.facts.assistants import CaseResult, CaseState, Category
from launchready.load.statistics import wilson

MAX_REASONS = 5


@dataclass(slots=True)
class Tally:
    """What is known of one case so far."""

    case: str
    title: str
    category: Category
    sources: tuple[str, ...]
    meant: int
    seen: int = 0
    broken: int = 0
    reasons: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case, meant: int) -> Tally:
        """Begin with a case."""
        return cls(case.id, case.title, case.category, case.sources, meant)

    def saw(self, reasons: Sequence[str]) -> None:
        """Count an answer that was judged."""
        self.seen += 1
        self.broken += bool(reasons)
        _note(self.reasons, reasons)

    def missed(self, reason: str) -> None:
        """Note why an answer could not be judged."""
        _note(self.unseen, [reason])

    def forget_passes(self, reason: str) -> None:
        """Take back what held, where it turned out that nothing could have been seen."""
        if self.seen > self.broken:
            self.seen = self.broken
            self.missed(reason)

    def result(self) -> CaseResult:
        """Sum it up."""
        share = wilson(self.broken, self.seen)
        return CaseResult(
            self.case,
            self.title,
            self.category,
            self.sources,
            self.meant,
            self.seen,
            self.broken,
            tuple(self.reasons),
            tuple(self.unseen),
            round(share.low, 4),
            round(share.high, 4),
        )


def _note(known: list[str], more: Iterable[str]) -> None:
    for each in more:
        if each not in known and len(known) < MAX_REASONS:
            known.append(each)


class Sum(Struct, frozen=True):
    """A category's cases, added up.

    Attributes:
        cases: that apply; failed, flaky, not_run: of them.
        seen, broken: answers.
        low, high: bounds of the share of answers that break (Wilson, 95 %).
    """

    cases: int
    failed: int
    flaky: int
    not_run: int
    seen: int
    broken: int
    low: float
    high: float


def add_up(results: Iterable[CaseResult]) -> Sum:
    """Add results up; those that do not apply are left out."""
    known = [each for each in results if each.meant]
    states = [each.state for each in known]
    seen, broken = sum(each.seen for each in known), sum(each.broken for each in known)
    share = wilson(broken, seen)
    return Sum(
        len(known),
        sum(each.failed for each in known),
        states.count(CaseState.FLAKY),
        states.count(CaseState.NOT_RUN),
        seen,
        broken,
        round(share.low, 4),
        round(share.high, 4),
    )
