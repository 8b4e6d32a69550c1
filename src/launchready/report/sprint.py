"""The sprint as a table, a Markdown checklist, CSV, JSON, or issues for GitHub."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from msgspec import to_builtins
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from launchready.audit.sprint import Sprint, Task
from launchready.checks.catalogue import STAGES
from launchready.report.markdown import code, prose
from launchready.report.plain import plain

MAX_TARGETS = 5
HALVES = ((True, "Fix now"), (False, "Can wait"))
NOTHING = "Nothing to mend: no check fails.\n"


def terminal(sprint: Sprint, *, width: int, color: bool) -> str:
    """Write a table for a person."""
    if not sprint.tasks:
        return NOTHING
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, no_color=not color, highlight=False,
        color_system="standard" if color else None,
    )  # fmt: skip
    for fix_now, title in HALVES:
        tasks = [task for task in sprint.tasks if task.fix_now is fix_now]
        if not tasks:
            continue
        heading = f"{title}: {_count(tasks)}, {_effort(sprint, fix_now=fix_now)}"
        console.print(Text(heading, style="bold"))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True)
        for name in ("#", "hours"):
            table.add_column(name, justify="right", no_wrap=True)
        for name in ("impact", "after"):
            table.add_column(name, no_wrap=True)
        table.add_column("what", overflow="fold")
        for task in tasks:
            after = ", ".join(map(str, task.waits_for[-3:]))
            what = Text(plain(task.summary, 200))
            what.append(f"\n{_where(task)}  [{task.check}]", style="dim")
            if task.until:
                what.append(f"\ndeferred until {task.until} by {task.owner}", style="dim")
            table.add_row(str(task.number), f"{task.hours:g}", task.impact.value, after, what)
        console.print(Padding(table, (0, 0, 1, 2)))
    return out.getvalue()


def markdown(sprint: Sprint) -> str:
    """Write a checklist that GitHub shows with boxes to tick."""
    if not sprint.tasks:
        return NOTHING
    lines = [f"# Plan for {prose(sprint.product)}", ""]
    for fix_now, title in HALVES:
        tasks = [task for task in sprint.tasks if task.fix_now is fix_now]
        if not tasks:
            continue
        lines += [f"## {title} ({_effort(sprint, fix_now=fix_now)})", ""]
        for stage, name in STAGES.items():
            own = [task for task in tasks if task.stage == stage]
            if own:
                lines += [f"### {name}", "", *(_box(task) for task in own), ""]
    return "\n".join(lines)


def as_csv(sprint: Sprint) -> str:
    """Write one row a task, for a spreadsheet; what would be a formula there is text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["number", "when", "stage", "impact", "hours", "cost", "check", "summary", "targets",
         "fix", "verify", "after", "owner", "until"]
    )  # fmt: skip
    for task in sprint.tasks:
        cost = sprint.cost(task.hours)
        row = [
            task.number, "fix now" if task.fix_now else "can wait", task.stage,
            task.impact.value, f"{task.hours:g}", "" if cost is None else f"{cost:g}",
            task.check, plain(task.summary, 500), "; ".join(task.targets),
            plain(task.fix, 2000), task.verify, " ".join(map(str, task.waits_for)),
            task.owner, task.until,
        ]  # fmt: skip
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def as_json(sprint: Sprint) -> str:
    """Write everything, for a program."""
    tasks = [to_builtins(task) | {"cost": sprint.cost(task.hours)} for task in sprint.tasks]
    content = {
        "product": sprint.product,
        "fix_now_hours": sprint.hours(fix_now=True),
        "deferred_hours": sprint.hours(fix_now=False),
        "day_rate": sprint.day_rate,
        "tasks": tasks,
    }
    return json.dumps(content, indent=2) + "\n"


def github(sprint: Sprint) -> str:
    """Write the issues as GitHub's API takes them, one JSON object a line."""
    lines = []
    for task in sprint.tasks:
        after = ", ".join(f"task {number}" for number in task.waits_for)
        body = [
            prose(task.summary, 500),
            "",
            *(f"- {code(plain(target, 200))}" for target in task.targets[:50]),
            "",
            f"**How to fix:** {prose(task.fix, 2000)}",
            "",
            f"**Verify:** `{task.verify}`",
            f"**About:** {task.hours:g} hours, impact {task.impact.value}",
        ]
        body += [f"**After:** {after}"] if after else []
        body += ["", f"<!-- launchready {task.fingerprints[0]} -->"]
        labels = ["launchready", task.impact.value, "fix-now" if task.fix_now else "deferred"]
        title = f"{task.check}: {plain(task.summary, 120)}"
        lines.append(json.dumps({"title": title, "body": "\n".join(body), "labels": labels}))
    return "".join(f"{line}\n" for line in lines)


def _count(tasks: Sequence[Task]) -> str:
    return "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"


def _effort(sprint: Sprint, *, fix_now: bool) -> str:
    hours = sprint.hours(fix_now=fix_now)
    cost = sprint.cost(hours)
    return f"about {hours:g} h" + ("" if cost is None else f", {cost:,.0f} at the day rate")


def _where(task: Task) -> str:
    more = len(task.targets) - MAX_TARGETS
    shown = ", ".join(plain(target, 100) for target in task.targets[:MAX_TARGETS])
    return f"{shown} and {more} more" if more > 0 else shown


def _box(task: Task) -> str:
    after = f", after {', '.join(map(str, task.waits_for))}" if task.waits_for else ""
    return (
        f"- [ ] {task.number}. {prose(task.summary)} ({code(_where(task))}; "
        f"{task.impact.value}, {task.hours:g} h{after}; verify with `{task.verify}`)"
    )


def _cell(value: object) -> str:
    """Keep a spreadsheet from taking a hostile host name for a formula (CWE-1236)."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
