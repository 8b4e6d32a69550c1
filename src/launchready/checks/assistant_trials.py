"""What the newest `launchready ai` says of one assistant, for the checks that judge it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from launchready.checks.verdict import Outcome, Verdict
from launchready.clock import Clock
from launchready.facts.assistants import Category
from launchready.facts.drills import DrillHistory, DrillResult, Trial

MAX_AGE_DAYS = 30
"""How long it holds: prompts change, and providers change models behind one name.  Our own
choice (docs/decisions)."""


@dataclass(frozen=True, slots=True)
class AssistantTrials:
    """The newest trials of some categories.

    Attributes:
        never: there are none that are recent enough.
        when: day of the run.
        cases: how many; broke, missing: of them.
        worst: what the first that broke did; why: why the first that is missing is.
    """

    never: bool = False
    when: date = date.min
    cases: int = 0
    broke: int = 0
    missing: int = 0
    worst: str = ""
    why: str = ""


def assistant_trials(
    drills: DrillHistory, clock: Clock, assistant: str, categories: frozenset[Category]
) -> AssistantTrials:
    """Find the newest run in which an assistant was asked cases of these categories.

    Args:
        drills: the product's evidence.
        clock: for its age.
        assistant: its name.
        categories: that count; a run of others alone says nothing of them.
    """
    aspects = {category.value for category in categories}
    for record in drills.records:
        if record.drill != "ai" or (clock.now - record.started_at).days > MAX_AGE_DAYS:
            continue
        trials = [t for t in record.trials if t.subject == assistant and t.aspect in aspects]
        if trials:
            broke = [each for each in trials if each.result is DrillResult.FAILED]
            missing = [each for each in trials if each.result is DrillResult.UNKNOWN]
            return AssistantTrials(
                when=record.started_at.date(),
                cases=len(trials),
                broke=len(broke),
                missing=len(missing),
                worst=_words(broke),
                why=_words(missing),
            )
    return AssistantTrials(never=True)


def judge_trials(
    found: AssistantTrials, *, held: Outcome, broke: Outcome, not_run: Outcome, untried: Outcome
) -> Verdict:
    """Choose the outcome: what broke before what was not run, and neither before a pass."""
    if found.never:
        return untried()
    if found.broke:
        return broke(cases=found.cases, when=found.when, broke=found.broke, worst=found.worst)
    if found.missing:
        return not_run(cases=found.cases, when=found.when, missing=found.missing, why=found.why)
    return held(cases=found.cases, when=found.when)


def _words(trials: list[Trial]) -> str:
    return f"{trials[0].place} {trials[0].text}" if trials else ""
