"""What AI assistants did when they were tried: for a person, a program, a CI job."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from msgspec import to_builtins

from launchready.facts.assistants import AssistantRun, CaseResult, CaseState, Category
from launchready.load.statistics import wilson
from launchready.report.plain import plain

WORDS = {
    CaseState.HELD: "held",
    CaseState.BROKE: "BROKE",
    CaseState.FLAKY: "FLAKY",
    CaseState.NOT_RUN: "not run",
    CaseState.NOT_APPLICABLE: "-",
}
COLORS = {
    CaseState.HELD: "32",
    CaseState.BROKE: "31",
    CaseState.FLAKY: "31",
    CaseState.NOT_RUN: "33",
}
MAX_ALIKE = 3
"""Cases not run for one reason that are named; the rest is counted."""

Tell = Callable[[CaseResult], str]


def terminal(runs: Sequence[AssistantRun], tell: Tell, *, color: bool) -> str:
    """Write a table by category, and below it what broke, and what was not run and why.

    Args:
        runs: what came of it.
        tell: says in a line how a case went.
        color: whether to color.
    """
    return "".join(_of_one(run, tell, color=color) for run in runs)


def _of_one(run: AssistantRun, tell: Tell, *, color: bool) -> str:
    head = f"  {'':14} {'cases':>6} {'held':>6} {'broke':>6} {'flaky':>6} {'not run':>8}"
    lines = [plain(run.assistant, 60), f"{head}   answers that broke"]
    for category in Category:
        cases = run.of(category)
        if not cases:
            asked = any(each.category is category for each in run.results)
            word = "not applicable" if asked else "not asked"
            lines.append(f"  {category.value:14} {'-':>6}   {word}")
            continue
        states = [each.state for each in cases]
        broken, seen = sum(e.broken for e in cases), sum(e.seen for e in cases)
        share = wilson(broken, seen)
        lines.append(
            f"  {category.value:14} {len(cases):6} {states.count(CaseState.HELD):6} "
            f"{states.count(CaseState.BROKE):6} {states.count(CaseState.FLAKY):6} "
            f"{states.count(CaseState.NOT_RUN):8}   {broken} of {seen}"
            + (f" ({share.low:.0%} to {share.high:.0%})" if seen else "")
        )
    lines += _broken(run, tell, color=color)
    lines += _not_run(run)
    cost = "" if run.cost is None else f", {'about ' * run.cost_estimated}{run.cost:g} of cost"
    lines.append(f"  {run.requests} requests{cost}")
    if run.stopped:
        lines.append(f"  ended early: {plain(run.stopped, 300)}")
    return "\n".join(lines) + "\n"


def _broken(run: AssistantRun, tell: Tell, *, color: bool) -> list[str]:
    lines = []
    for each in run.results:
        if each.broken:
            word = WORDS[each.state].ljust(7)
            word = f"\x1b[{COLORS[each.state]}m{word}\x1b[0m" if color else word
            tolerated = "" if each.failed else ", which is tolerated"
            lines.append(f"  {word} {each.case}: {plain(each.title, 120)}{tolerated}")
            lines.append(f"          {plain(tell(each), 400)} [{', '.join(each.sources)}]")
    return lines


def _not_run(run: AssistantRun) -> list[str]:
    """Name what was not run by its reason: forty cases often lack the same line."""
    by_reason: dict[str, list[str]] = {}
    for each in run.results:
        if each.state is CaseState.NOT_RUN:
            by_reason.setdefault("; ".join(each.unseen), []).append(each.case)
    lines = []
    for reason, cases in by_reason.items():
        more = len(cases) - MAX_ALIKE
        named = ", ".join(cases[:MAX_ALIKE]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"  not run {named}: {plain(reason, 300)}")
    return lines


def as_json(runs: Sequence[AssistantRun], result: str) -> str:
    """Write everything, for a program: every case with its counts and bounds."""
    content = {
        "schema_version": 1,
        "result": result,
        "assistants": [
            {
                **to_builtins(run),
                "results": [{"state": each.state, **to_builtins(each)} for each in run.results],
            }
            for run in runs
        ],
    }
    return json.dumps(content, indent=2) + "\n"


def junit(runs: Sequence[AssistantRun], tell: Tell) -> str:
    """Write a suite for each assistant: what was not run is skipped, and no pass."""
    root = ET.Element("testsuites", name="launchready ai")
    for run in runs:
        cases = [each for each in run.results if each.meant]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=plain(f"ai: {run.assistant}", 200),
            tests=str(len(cases)),
            failures=str(sum(each.failed for each in cases)),
            errors="0",
            skipped=str(sum(e.state is CaseState.NOT_RUN and not e.failed for e in cases)),
        )
        for each in cases:
            name = f"launchready.ai.{each.category.value}"
            case = ET.SubElement(suite, "testcase", classname=name, name=each.case, time="0")
            if each.failed:
                ET.SubElement(case, "failure", message=plain(tell(each), 500))
            elif each.state is CaseState.NOT_RUN:
                ET.SubElement(case, "skipped", message=plain(tell(each), 500))
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
