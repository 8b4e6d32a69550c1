"""The report on a terminal: the decision, the minimum bar, ten risks, the rest."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from launchready.audit.model import Finding, Launch, Report
from launchready.checks.catalogue import STAGES
from launchready.checks.verdict import Impact, Status
from launchready.report.plain import plain

MAX_RISKS = 10
"""Risks that are told in full; the rest are a line each with --verbose."""

DECISION_WORDS = {
    Launch.LAUNCH: ("Launch.", "bold green"),
    Launch.WITH_KNOWN_RISKS: ("Launch, with known risks.", "bold yellow"),
    Launch.DO_NOT_LAUNCH: ("Do not launch yet.", "bold red"),
}
IMPACT_STYLES = {
    Impact.BLOCKER: "bold red",
    Impact.HIGH: "red",
    Impact.MEDIUM: "yellow",
    Impact.LOW: "cyan",
}


def render(
    report: Report, *, width: int = 80, color: bool = False, verbose: bool = False
) -> str:
    """Write a report as text, with colours only where asked for.

    Args:
        report: what to tell.
        width: columns.
        color: write ANSI colours.
        verbose: list every finding, passes too.
    """
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for part in _parts(report, verbose=verbose):
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _parts(report: Report, *, verbose: bool) -> Iterable[RenderableType]:
    yield _decision(report)
    yield _minimum_bar(report)
    yield from _risks(report, verbose=verbose)
    yield from _questions(report)
    yield from _decided(report)
    yield from _changes(report)
    yield from _plan(report)
    if verbose:
        yield from _everything(report)
    yield _blind_spots(report)
    yield _counts(report)


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold")


def _indent(renderable: RenderableType, columns: int = 2) -> Padding:
    return Padding(renderable, (0, 0, 0, columns))


def _decision(report: Report) -> RenderableType:
    words, style = DECISION_WORDS[report.decision]
    line = Text.assemble((f"{plain(report.product)}: ", "bold"), (words, style))
    if report.scope:
        scope = ", ".join(report.scope)
        return Group(line, Text(f"Of {plain(scope)} only; the rest was not looked at."))
    return line


def _minimum_bar(report: Report) -> RenderableType:
    met = sum(item.met for item in report.minimum_bar)
    looked_at = [item for item in report.minimum_bar if item.why != "not looked at in this run"]
    lines: list[RenderableType] = [
        _heading(f"Minimum bar: {met} of {len(report.minimum_bar)} met")
    ]
    for item in looked_at:
        answer, style = ("met    ", "green") if item.met else ("not met", "red")
        line = Text.assemble((answer, style), "  ", item.title)
        lines.append(_indent(line))
        if item.why:
            lines.append(_indent(Text(plain(item.why, 200), style="dim"), 11))
    return Group(*lines)


def _risks(report: Report, *, verbose: bool) -> Iterable[RenderableType]:
    risks = report.risks
    if not risks:
        return
    shown = risks[:MAX_RISKS]
    title = "Risks, the worst first"
    if len(risks) > len(shown):
        title += f" ({len(shown)} of {len(risks)})"
    yield _heading(title)
    for number, risk in enumerate(shown, 1):
        yield _indent(_risk(number, risk))
    if len(risks) > len(shown) and not verbose:
        yield _indent(Text(f"and {len(risks) - len(shown)} more: add --verbose", style="dim"))


def _risk(number: int, risk: Finding) -> RenderableType:
    assert risk.impact is not None
    head = Text.assemble(
        f"{number}. ",
        (str(risk.impact), IMPACT_STYLES[risk.impact]),
        " ",
        (plain(risk.target, 120), "bold"),
        ": ",
        plain(risk.summary),
    )
    fix = Text(f"Fix ({_hours(risk.effort_hours)}): {plain(risk.fix, 300)}")
    verify = Text(f"Verify: {risk.verify}", style="dim")
    return Group(head, _indent(fix, 3), _indent(verify, 3))


def _hours(hours: float) -> str:
    return f"about {hours:g} hour" + ("" if hours == 1 else "s")


def _questions(report: Report) -> Iterable[RenderableType]:
    asks = report.with_status(Status.ASK)
    open_asks = [ask for ask in asks if not ask.deferred]
    if open_asks:
        yield _heading("Only you can say")
    for ask in open_asks:
        line = Text.assemble((plain(ask.target, 120), "bold"), ": ", plain(ask.summary))
        yield _indent(line)
        yield _indent(Text(plain(ask.fix, 300), style="dim"), 5)


def _decided(report: Report) -> Iterable[RenderableType]:
    decided = [finding for finding in report.findings if finding.decision]
    if decided:
        yield _heading("Decisions")
    states = {"expired": "expired: open again", "ends-soon": "ends within a week"}
    for finding in decided:
        assert finding.decision is not None
        decision = finding.decision
        until = f" until {decision.until}" if decision.until else ""
        state = f" ({states[decision.state]})" if decision.state in states else ""
        words = f"{decision.decision}{until}{state}, {plain(decision.owner, 80)}: "
        what = f"{finding.check} on {plain(finding.target, 120)}: "
        yield _indent(Text(what + words + plain(decision.reason, 200)))


def _changes(report: Report) -> Iterable[RenderableType]:
    changes = report.changes
    if changes is None:
        return
    yield _heading(f"Since {changes.baseline_started_at:%Y-%m-%d %H:%M} UTC")
    yield _indent(
        Text(
            f"{len(changes.new)} new, {len(changes.fixed)} fixed, "
            f"{len(changes.unchanged)} unchanged, "
            f"{len(changes.no_longer_visible)} no longer visible"
        )
    )
    by_fingerprint = {finding.fingerprint: finding for finding in report.findings}
    for fingerprint in changes.new:
        finding = by_fingerprint[fingerprint]
        yield _indent(Text(f"new: {plain(finding.target, 120)}: {plain(finding.summary)}"))


def _plan(report: Report) -> Iterable[RenderableType]:
    if not report.plan:
        return
    now = sum(stage.fix_now_hours for stage in report.plan)
    later = sum(stage.deferred_hours for stage in report.plan)
    yield _heading(f"Plan: {_hours(now)} before the launch, {_hours(later)} after")
    for stage in report.plan:
        yield _indent(
            Text(
                f"{STAGES[stage.stage]:14} now {len(stage.fix_now)} in "
                f"{stage.fix_now_hours:g} h, later {len(stage.deferred)} in "
                f"{stage.deferred_hours:g} h"
            )
        )


def _everything(report: Report) -> Iterable[RenderableType]:
    yield _heading("Every finding")
    for finding in report.findings:
        status = str(finding.impact or finding.status)
        line = f"{status:14} {finding.check}  {plain(finding.target, 120)}: "
        yield _indent(Text(line + plain(finding.summary)))


def _blind_spots(report: Report) -> RenderableType:
    lines = [_indent(Text(f"- {plain(spot)}")) for spot in report.blind_spots]
    return Group(_heading("Blind spots: what was not seen"), *lines)


def _counts(report: Report) -> RenderableType:
    counted = [
        f"{report.counts[status]} {status}" for status in Status if report.counts[status]
    ]
    return Text(f"\n{', '.join(counted) or 'nothing'} in {report.duration_s:g} s")
