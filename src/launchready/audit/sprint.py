"""The next sprint: what to mend, in an order in which nothing waits for what comes later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from launchready.audit.decide import hours_of, is_fix_now
from launchready.audit.model import Finding, Report
from launchready.checks.catalogue import STAGES
from launchready.checks.verdict import Impact, Status

HOURS_A_DAY = 8.0

GROUNDWORK = (
    ("names", ("quick/owner-known", "domain/*")),
    ("certificates", ("domain/cert*", "domain/tls-*", "domain/https-*", "domain/hsts")),
    ("redirects", ("domain/redirect-*", "domain/sitemap-*", "quick/traffic-map")),
)
"""What later work stands on, in order; a check belongs to the last that fits.

A certificate is issued for a name that resolves, and a redirect is only as good as the
certificate of the host that sends it (ROADMAP: DNS before certificates before redirects)."""

WAITS_FOR = {
    "certificates": ("names",),
    "redirects": ("names", "certificates"),
    "edge": ("names", "certificates", "redirects"),
    "email": ("names",),
    "performance": ("edge",),
    "monitoring": ("redirects",),
    "handover": ("monitoring",),
}
"""Which groups of work a group waits for, where there is anything to do in them."""


class Task(Struct, frozen=True):
    """One piece of work: what one change of one kind mends, wherever it is found.

    Attributes:
        number: from 1, in the order of the sprint.
        stage: folder of the check; group: what it waits for goes by.
        check, outcome: what was found.
        summary: of the first finding.
        fix: how to mend it.
        verify: the command that tells whether it worked.
        targets: where it was found, in the report's order.
        fingerprints: of the findings.
        impact: the worst of them.
        hours: about how long it takes.
        fix_now: before the launch; the rest can wait.
        owner, until: of a deferral, "" where there is none.
        waits_for: numbers of the tasks to be done first.
    """

    number: int
    stage: str
    group: str
    check: str
    outcome: str
    summary: str
    fix: str
    verify: str
    targets: tuple[str, ...]
    fingerprints: tuple[str, ...]
    impact: Impact
    hours: float
    fix_now: bool
    owner: str = ""
    until: str = ""
    waits_for: tuple[int, ...] = ()


class Sprint(Struct, frozen=True):
    """The work that a report asks for.

    Attributes:
        product: its name.
        tasks: in the order to do them in, those that can wait last.
        day_rate: cost of eight hours, None where no cost is asked for.
    """

    product: str
    tasks: tuple[Task, ...]
    day_rate: float | None = None

    def hours(self, *, fix_now: bool) -> float:
        """Add up the hours of one half of the work."""
        return round(sum(task.hours for task in self.tasks if task.fix_now is fix_now), 2)

    def cost(self, hours: float) -> float | None:
        """Say what hours cost at the day rate."""
        return None if self.day_rate is None else round(hours / HOURS_A_DAY * self.day_rate)


def plan_sprint(report: Report, day_rate: float | None = None) -> Sprint:
    """Make tasks of a report's failures and put them in order."""
    failures = [f for f in report.findings if f.status is Status.FAIL]
    now = _grouped(f for f in failures if is_fix_now(f))
    later = _grouped(f for f in failures if not is_fix_now(f))
    ordered = [(True, each) for each in _in_order(now)]
    ordered += [(False, each) for each in _in_order(later)]
    tasks: list[Task] = []
    for number, (fix_now, findings) in enumerate(ordered, 1):
        tasks.append(_task(number, findings, tasks, fix_now=fix_now))
    return Sprint(report.product, tuple(tasks), day_rate)


def group_of(check: str) -> str:
    """Say which group of work a check's finding belongs to."""
    fitting = [n for n, checks in GROUNDWORK if any(fnmatchcase(check, c) for c in checks)]
    return fitting[-1] if fitting else check.partition("/")[0]


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Bring together what one change mends: one outcome of one check."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.check, finding.outcome), []).append(finding)
    return list(found.values())


def _in_order(groups: list[list[Finding]]) -> list[list[Finding]]:
    """Put groundwork first; within a group of work the report's ranking stands."""
    names = [name for name, _ in GROUNDWORK]
    order = [*names, *(stage for stage in STAGES if stage != "domain")]
    return sorted(groups, key=lambda each: order.index(group_of(each[0].check)))


def _task(
    number: int, findings: Sequence[Finding], before: Sequence[Task], *, fix_now: bool
) -> Task:
    first = findings[0]
    group = group_of(first.check)
    wanted = WAITS_FOR.get(group, ())
    decided = next((f.decision for f in findings if f.decision is not None), None)
    impacts = [f.impact for f in findings if f.impact is not None]
    return Task(
        number=number,
        stage=first.stage,
        group=group,
        check=first.check,
        outcome=first.outcome,
        summary=first.summary,
        fix=first.fix,
        verify=first.verify,
        targets=tuple(dict.fromkeys(f.target for f in findings)),
        fingerprints=tuple(f.fingerprint for f in findings),
        impact=min(impacts, key=lambda each: each.rank, default=Impact.LOW),
        hours=hours_of(findings),
        fix_now=fix_now,
        owner=decided.owner if decided else "",
        until=str(decided.until) if decided and decided.until else "",
        waits_for=tuple(task.number for task in before if task.group in wanted),
    )
