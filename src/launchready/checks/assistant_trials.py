"""What the newest `launchready ai` says of one assistant, for the checks that judge it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from launchready.checks.verdict import Outcome, Verdict
from launchready.clock import Clock
from launchready.facts.assistants import Category
from launchready.facts.drills import DrillHistory, DrillResult, Trial
from launchready.manifest.schema import Assistant

MAX_AGE_DAYS = 30
"""How long it holds: prompts change, and providers change models behind one name.  Our own
choice (docs/decisions)."""


class AssistantOutcomes(Protocol):
    """What a check of assistants can find."""

    HELD: Outcome
    BROKE: Outcome
    NOT_RUN: Outcome
    UNTRIED: Outcome


def judge_assistant(
    outcomes: type[AssistantOutcomes],
    categories: frozenset[Category],
    assistant: Assistant,
    drills: DrillHistory,
    clock: Clock,
) -> Verdict:
    """Judge the newest run: what broke before what was not run, and neither before a pass.

    Args:
        outcomes: of the check.
        categories: that count; a run of others alone says nothing of them.
        assistant: which.
        drills: the product's evidence.
        clock: for its age.
    """
    when, trials = _newest(categories, assistant, drills, clock)
    if not trials:
        return outcomes.UNTRIED()
    broke = [each for each in trials if each.result is DrillResult.FAILED]
    missing = [each for each in trials if each.result is DrillResult.UNKNOWN]
    cases = len(trials)
    if broke:
        return outcomes.BROKE(cases=cases, when=when, broke=len(broke), worst=_first(broke))
    if missing:
        return outcomes.NOT_RUN(
            cases=cases, when=when, missing=len(missing), why=_first(missing)
        )
    return outcomes.HELD(cases=cases, when=when)


def _newest(
    categories: frozenset[Category], assistant: Assistant, drills: DrillHistory, clock: Clock
) -> tuple[date, list[Trial]]:
    """Find the newest run in which the assistant was asked cases of these categories."""
    aspects = {category.value for category in categories}
    for record in drills.records:
        if record.drill != "ai" or (clock.now - record.started_at).days > MAX_AGE_DAYS:
            continue
        trials = [
            each
            for each in record.trials
            if each.subject == assistant.name and each.aspect in aspects
        ]
        if trials:
            return record.started_at.date(), trials
    return date.min, []


def _first(trials: list[Trial]) -> str:
    return f"{trials[0].place} {trials[0].text}"
