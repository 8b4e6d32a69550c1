"""What a smoke test saw, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class StepResult(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It could not be seen: no session, no answer in time, a challenge."""
    SKIPPED = "skipped"
    """The manifest declares no such thing."""


class Step(Struct, frozen=True):
    """One step of a smoke test.

    Attributes:
        name: "homepage", "sign-in" and so on.
        target: the route's URL, or what was looked at; "" for a skipped step.
        result: how it ended.
        text: what was seen, in a sentence; never a secret value.
        duration_ms: how long it took.
        trace: lines that a developer needs when it failed: requests and answers.
    """

    name: str
    target: str
    result: StepResult
    text: str
    duration_ms: float = 0.0
    trace: tuple[str, ...] = ()


class SmokeRun(Struct, frozen=True):
    """One smoke test.

    Attributes:
        product: its name.
        release: that the health route showed, "" where it showed none.
        steps: in the order of a customer's visit.
        duration_s: of the whole run.
    """

    product: str
    release: str
    steps: tuple[Step, ...]
    duration_s: float

    @property
    def result(self) -> StepResult:
        """Give the worst result: what failed, then what could not be seen."""
        return worst([step.result for step in self.steps])


def worst(results: Sequence[StepResult]) -> StepResult:
    """Give the worst of some results; what was skipped counts for nothing."""
    order = (StepResult.FAILED, StepResult.UNKNOWN, StepResult.PASSED)
    return next((each for each in order if each in results), StepResult.UNKNOWN)
