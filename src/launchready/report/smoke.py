"""A smoke test's steps for a person, a program, or a CI job that reads JUnit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from msgspec import to_builtins

from launchready.facts.smoke import SmokeRun, Step, StepResult
from launchready.report.plain import plain

WORDS = {
    StepResult.PASSED: "ok",
    StepResult.FAILED: "FAIL",
    StepResult.UNKNOWN: "unknown",
    StepResult.SKIPPED: "-",
}
COLORS = {StepResult.FAILED: "31", StepResult.UNKNOWN: "33", StepResult.PASSED: "32"}


def terminal(run: SmokeRun, *, color: bool) -> str:
    """Write a line a step, and below one that failed what it asked and was told."""
    width = max((len(step.name) for step in run.steps), default=0)
    lines = []
    for step in run.steps:
        lines.append(_line(step, width, color=color))
        lines += [f"           {plain(each, 300)}" for each in step.trace]
    release = f", release {plain(run.release, 60)}" if run.release else ""
    lines.append(f"{_verdict(run.steps)}, in {run.duration_s:g} s{release}")
    return "\n".join(lines) + "\n"


def _line(step: Step, width: int, *, color: bool) -> str:
    word = WORDS[step.result].ljust(8)
    if color and step.result in COLORS:
        word = f"\x1b[{COLORS[step.result]}m{word}\x1b[0m"
    took = f"{step.duration_ms:6.0f} ms" if step.duration_ms else " " * 9
    where = f" ({plain(step.target, 200)})" if step.target else ""
    return f"{word} {plain(step.name, 60).ljust(width)} {took}  {plain(step.text, 300)}{where}"


def _verdict(steps: Sequence[Step]) -> str:
    counted = {result: sum(step.result is result for step in steps) for result in StepResult}
    said = [f"{counted[StepResult.PASSED]} passed"]
    names = {StepResult.FAILED: "failed", StepResult.UNKNOWN: "could not be seen",
             StepResult.SKIPPED: "not declared"}  # fmt: skip
    said += [f"{counted[result]} {words}" for result, words in names.items() if counted[result]]
    return ", ".join(said)


def as_json(run: SmokeRun) -> str:
    """Write everything, for a program."""
    content = {"schema_version": 1, "result": run.result.value, **to_builtins(run)}
    return json.dumps(content, indent=2) + "\n"


def junit(run: SmokeRun) -> str:
    """Write one suite: a failure is a failure, what could not be seen is skipped."""
    suite = ET.Element(
        "testsuite",
        name=plain(f"smoke: {run.product}", 200),
        tests=str(len(run.steps)),
        failures=str(sum(step.result is StepResult.FAILED for step in run.steps)),
        errors="0",
        skipped=str(
            sum(step.result in {StepResult.UNKNOWN, StepResult.SKIPPED} for step in run.steps)
        ),
        time=f"{run.duration_s:.3f}",
    )
    for step in run.steps:
        case = ET.SubElement(
            suite,
            "testcase",
            classname="launchready.smoke",
            name=plain(f"{step.name} {step.target}".strip(), 300),
            time=f"{step.duration_ms / 1000:.3f}",
        )
        text = plain(step.text, 500)
        if step.result is StepResult.FAILED:
            failure = ET.SubElement(case, "failure", message=text)
            failure.text = "\n".join(plain(each, 300) for each in step.trace)
        elif step.result is not StepResult.PASSED:
            ET.SubElement(case, "skipped", message=text)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
