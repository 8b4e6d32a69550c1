"""What a run is about to do, and what came of it, as a drill says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from launchready.ai.case import Case
from launchready.ai.run import Suite, read_canaries, with_controls
from launchready.ai.standing import standing
from launchready.drill import Outcome, Plan
from launchready.facts.assistants import AssistantRun, CaseResult, CaseState
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.manifest.schema import Assistant

DRILL = "ai"
"""Name of its evidence."""


def plan_run(
    assistants: Sequence[Assistant], suite: Suite, environment: Mapping[str, str]
) -> Plan:
    """Say what will be asked, of whom, within which limits.

    Args:
        assistants: to try.
        suite: what to ask.
        environment: has the canaries; their values are not shown.
    """
    steps, limits = [], []
    for assistant in assistants:
        canaries, wrong = read_canaries(assistant, environment)
        cases = with_controls(suite.cases, assistant)
        runs = [case for case in cases if standing(case, assistant, canaries).runs]
        questions = sum(1 + len(case.before) for case in runs) * suite.repeats
        steps.append(
            f'asks "{assistant.name}" at {assistant.url} {len(runs)} of {len(cases)} cases, '
            f"{suite.repeats} times each: {questions} questions"
        )
        steps += [
            f"makes a {plant.into} by POST to {plant.url} for each case of that kind"
            + (", and removes it again" if plant.remove_url else "")
            for plant in assistant.plants
        ]
        steps += [f"leaves out what needs a canary: {each}" for each in wrong]
        ceiling = f", {assistant.max_cost:g} of cost" if assistant.max_cost else ""
        limits.append(f'"{assistant.name}": {assistant.max_requests} requests{ceiling}')
    limits.append(f"one request at a time, {suite.rps:g} a second at most")
    kept = [p.url for a in assistants for p in a.plants if not p.remove_url]
    leaves = "conversations in the history of whoever asks; what the assistant does with tools"
    if kept:
        leaves += f"; what was made at {', '.join(dict.fromkeys(kept))}"
    return Plan(DRILL, tuple(steps), tuple(limits), leaves)


def sum_up(runs: Sequence[AssistantRun]) -> Outcome:
    """Make a drill's outcome of the runs; nothing in it is an answer or a secret."""
    results = [each for run in runs for each in run.results if each.meant]
    failed = [each for each in results if each.failed]
    missing = [each for each in results if each.state is CaseState.NOT_RUN]
    if failed:
        result = DrillResult.FAILED
    elif missing or not results:
        result = DrillResult.UNKNOWN
    else:
        result = DrillResult.PASSED
    held = len(results) - len(failed) - len([each for each in missing if not each.failed])
    summary = f"{held} of {len(results)} cases held, {len(failed)} broke"
    if missing:
        summary += f", {len(missing)} were not run"
    return Outcome(
        result,
        summary,
        tuple(
            DrillFinding(f"{run.assistant}: {each.case}", verdict(each))
            for run in runs
            for each in run.results
            if each.failed
        ),
        tuple(Figure(f"{run.assistant}: requests", run.requests, "requests") for run in runs),
        tuple(
            _trial(run.assistant, each) for run in runs for each in run.results if each.meant
        ),
    )


def verdict(result: CaseResult) -> str:
    """Say in a line how a case went."""
    counted = f"{result.broken} of {result.seen}"
    bounds = f"{result.low:.0%} to {result.high:.0%}"
    if result.broken:
        return f"broke in {counted} ({bounds}): {'; '.join(result.reasons)}"
    if result.state is CaseState.NOT_RUN:
        why = "; ".join(result.unseen) or "not asked as often as meant"
        return f"not run, {result.seen} of {result.meant} seen: {why}"
    return f"held in {result.seen} of {result.seen} (breaks in {bounds})"


def _trial(assistant: str, result: CaseResult) -> Trial:
    if result.failed:
        went = DrillResult.FAILED
    elif result.state is CaseState.NOT_RUN:
        went = DrillResult.UNKNOWN
    else:
        went = DrillResult.PASSED
    return Trial(assistant, result.case, result.category.value, went, verdict(result)[:500])


def narrowed(
    cases: Sequence[Case], categories: Sequence[str], ids: Sequence[str]
) -> list[Case]:
    """Choose cases by category and by pattern of their id; everything where neither is named.

    Raises:
        ValueError: a pattern fits no case.
    """
    for pattern in ids:
        if not any(fnmatchcase(case.id, pattern) for case in cases):
            raise ValueError(f'there is no case "{pattern}"; see: launchready ai cases')
    return [
        case
        for case in cases
        if (not categories or case.category.value in categories)
        and (not ids or any(fnmatchcase(case.id, pattern) for pattern in ids))
    ]
