"""The report as one HTML file: works offline, runs no script, shows nothing unescaped."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from launchready.audit.model import BarItem, Finding, Report
from launchready.checks.catalogue import STAGES
from launchready.checks.verdict import Status
from launchready.report import words
from launchready.report.map_picture import draw
from launchready.report.templates import templates


class Stage(Struct, frozen=True):
    """Every finding of one stage, with its id in the page, worst first."""

    title: str
    id: str
    findings: tuple[tuple[str, Finding], ...]

    @property
    def raised(self) -> tuple[tuple[str, Finding], ...]:
        """Give what is neither good nor beside the point."""
        return tuple(each for each in self.findings if each[1].status not in _QUIET)

    @property
    def quiet(self) -> tuple[tuple[str, Finding], ...]:
        """Give what passed or does not apply."""
        return tuple(each for each in self.findings if each[1].status in _QUIET)


class Planned(Struct, frozen=True):
    """The work of one stage: what to mend before the launch, and what can wait."""

    title: str
    now_hours: float
    now: tuple[Finding, ...]
    later_hours: float
    later: tuple[Finding, ...]


_QUIET = frozenset({Status.PASS, Status.NOT_APPLICABLE})


def render(report: Report) -> str:
    """Write the report as HTML: one file that works offline and runs no script."""
    ids = {id(each): f"finding-{number}" for number, each in enumerate(report.findings, 1)}
    risks = words.risks(report)
    for number, risk in enumerate(risks[: words.MAX_RISKS], 1):
        ids[id(risk.finding)] = f"risk-{number}"
    by_fingerprint = {finding.fingerprint: finding for finding in report.findings}
    return (
        templates()
        .get_template("report.html")
        .render(
            report=report,
            words=words,
            ids=ids,
            picture=draw(report.domain_map),
            bar=[(item, _first_reason(item, report, ids)) for item in report.minimum_bar],
            risks=[(ids[id(risk.finding)], risk) for risk in risks[: words.MAX_RISKS]],
            kinds=len(risks),
            asks=[
                finding for finding in report.with_status(Status.ASK) if not finding.deferred
            ],
            decided=[finding for finding in report.findings if finding.decision],
            stages=_stages(report, ids),
            planned=_planned(report, by_fingerprint),
            changes=words.changes(report.changes, report.findings) if report.changes else [],
        )
    )


def _first_reason(item: BarItem, report: Report, ids: Mapping[int, str]) -> str:
    """Give the id of the finding that keeps an item of the bar unmet, or ""."""
    keeping = (f for f in report.findings if f.bar == item.id and f.keeps_bar_unmet)
    first = next(keeping, None)
    return ids[id(first)] if first and not item.met else ""


def _stages(report: Report, ids: Mapping[int, str]) -> list[Stage]:
    stages = []
    for stage, title in STAGES.items():
        own = tuple((ids[id(f)], f) for f in report.findings if f.stage == stage)
        if own:
            stages.append(Stage(title, f"stage-{stage}", own))
    return stages


def _planned(report: Report, by_fingerprint: Mapping[str, Finding]) -> list[Planned]:
    return [
        Planned(
            STAGES[stage.stage],
            stage.fix_now_hours,
            tuple(by_fingerprint[each] for each in stage.fix_now),
            stage.deferred_hours,
            tuple(by_fingerprint[each] for each in stage.deferred),
        )
        for stage in report.plan
    ]
