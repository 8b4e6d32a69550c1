"""What is open: risks, what was put off, and what to do next."""

from __future__ import annotations

from launchready.audit.model import Report
from launchready.audit.sprint import plan_sprint
from launchready.checks.verdict import Status
from launchready.handover.model import Section, Table

MAX_NEXT = 10


def open_risks(report: Report) -> Section:
    """List open risks, what was put off by whom, and what could not be seen."""
    risks = tuple((str(f.impact), f.target, f.summary, f.check, f.verify) for f in report.risks)
    put_off = tuple(
        (f.target, f.summary, f.decision.owner, str(f.decision.until or ""), f.decision.reason)
        for f in report.findings
        if f.deferred and f.decision is not None
    )
    unseen = report.with_status(Status.UNKNOWN, Status.ASK, Status.BROKEN)
    tables = (
        Table("Open risks", ("impact", "where", "what", "check", "verify"), risks),
        Table("Put off", ("where", "what", "by", "until", "why"), put_off),
    )
    bar = tuple(
        (item.title, "met" if item.met else "not met", item.why) for item in report.minimum_bar
    )
    minimum = Table("The minimum bar", ("item", "state", "why"), bar)
    return Section(
        "risks", "Open risks and decisions",
        (f"The decision of the report that this pack was made with: {report.decision.value}.",),
        (minimum, *(table for table in tables if table.rows)),
        unproven=tuple(f"{f.target}: {f.summary}" for f in unseen),
    )  # fmt: skip


def next_steps(report: Report) -> Section:
    """List the first tasks of the next sprint."""
    sprint = plan_sprint(report)
    rows = tuple(
        (str(task.number), task.impact.value, f"{task.hours:g}", task.summary, task.fix)
        for task in sprint.tasks[:MAX_NEXT]
    )
    head = ("#", "impact", "hours", "what", "how")
    tables = (Table("What to do next", head, rows),) if rows else ()
    words = () if rows else ("Nothing that was looked at fails.",)
    more = len(sprint.tasks) - len(rows)
    if more > 0:
        words = (f"And {more} more: launchready plan lists them all.",)
    return Section("next", "What to do next", words, tables)
