"""What a drill is about to do, and what came of it."""

from __future__ import annotations

from datetime import datetime
from textwrap import fill

from msgspec import Struct

import launchready
from launchready.facts.drills import DrillFinding, DrillRecord, DrillResult, Figure, Trial

WIDTH = 88


class Plan(Struct, frozen=True):
    """What a drill says before it does anything.

    Attributes:
        drill: its name on the command line.
        steps: what will be done and to what, in order, each a sentence ("posts ... to ...").
        limits: what it will keep to ("one request a second, 20 in all").
        leaves: what stays behind in the product afterwards, and how to remove it.
    """

    drill: str
    steps: tuple[str, ...]
    limits: tuple[str, ...]
    leaves: str

    def text(self, product: str, environment: str) -> str:
        """Write the announcement.

        Args:
            product: name and domain.
            environment: "staging" or "production".
        """
        lines = [f"drill {self.drill}, on {product}, which is {environment.upper()}:"]
        lines += [_item(f"{n}.", step) for n, step in enumerate(self.steps, 1)]
        lines += [_item("limit:", limit) for limit in self.limits]
        return "\n".join([*lines, _item("leaves behind:", self.leaves)])


def _item(mark: str, text: str) -> str:
    first = f"  {mark} "
    return fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * min(len(first), 6),
        break_long_words=False,
        break_on_hyphens=False,
    )


class Outcome(Struct, frozen=True):
    """What came of a drill.

    Attributes:
        result: passed, failed, or unknown where it could not be seen.
        summary: in a sentence.
        findings: what was wrong, each with its place; figures: what was measured.
        trials: what was tried, where there is more than one thing or place.
    """

    result: DrillResult
    summary: str
    findings: tuple[DrillFinding, ...] = ()
    figures: tuple[Figure, ...] = ()
    trials: tuple[Trial, ...] = ()

    def record(
        self,
        drill: str,
        product: str,
        environment: str,
        started_at: datetime,
        duration_s: float,
    ) -> DrillRecord:
        """Write down what came of it, as evidence; see `DrillRecord`."""
        return DrillRecord(
            drill=drill,
            product=product,
            environment=environment,
            started_at=started_at,
            duration_s=duration_s,
            result=self.result,
            summary=self.summary,
            findings=self.findings,
            figures=self.figures,
            trials=self.trials,
            launchready=launchready.__version__,
        )
