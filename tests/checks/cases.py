"""How a check is tested: a table of cases that together give every outcome it declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from launchready.checks.verdict import Outcome, Verdict


@dataclass(frozen=True)
class Case:
    """What a judge is shown, and what it must say.

    Attributes:
        outcome: the outcome promised.
        when: the situation in words; names the test.
        given: the judge's arguments by name.
        place: where the verdict must point, if narrower than the subject.
    """

    outcome: Outcome
    when: str
    given: Mapping[str, Any]
    place: str = ""


def judges(check: ModuleType, cases: Sequence[Case]) -> Callable[[Case], None]:
    """Make the test that shows every case to a check's judge.

    Where the judge gives several verdicts, the promised one must be among them, and none
    of another failing outcome.
    """

    @pytest.mark.parametrize("case", cases, ids=[case.when for case in cases])
    def test_outcome(case: Case) -> None:
        """Each situation gets the outcome that the check documents for it."""
        said = check.judge(**case.given)
        verdicts = [said] if isinstance(said, Verdict) else list(said)
        summaries = [
            (verdict.outcome.id, verdict.place, verdict.summary) for verdict in verdicts
        ]
        assert any(
            verdict.outcome is case.outcome and verdict.place == case.place
            for verdict in verdicts
        ), summaries
        failing = {verdict.outcome.id for verdict in verdicts if verdict.outcome.impact}
        assert failing <= {case.outcome.id}, summaries
        assert all("{" not in verdict.summary for verdict in verdicts), summaries

    return test_outcome
