"""The report on a terminal: the decision, the minimum bar, ten risks, the rest."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from launchready.audit.model import Finding, Launch, Report
from launchready.checks.catalogue import STAGES
from launchready.checks.verdict import Impact, Status
from launchready.report import domain_map, words
from launchready.report.plain import plain

DECISION_STYLES = {
    Launch.LAUNCH: "bold green",
    Launch.WITH_KNOWN_RISKS: "bold yellow",
    Launch.DO_NOT_LAUNCH: "bold red",
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
        width: columns; only a command to copy may be longer, so that it stays whole.
        color: write ANSI colours.
        verbose: list every finding, passes too, and the whole domain map.
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
    for part in parts(report, verbose=verbose):
        console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def parts(report: Report, *, verbose: bool = False) -> Iterable[RenderableType]:
    """Give the report piece by piece, for a console of any kind."""
    yield _decision(report)
    yield _minimum_bar(report)
    yield from _risks(report, verbose=verbose)
    yield from _questions(report)
    yield from _decided(report)
    yield from _changes(report)
    yield from _plan(report)
    yield from _map(report, verbose=verbose)
    if verbose:
        yield from _everything(report)
    yield _blind_spots(report)
    yield _counts(report)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _indent(renderable: RenderableType, columns: int = 2) -> Padding:
    return Padding(renderable, (0, 0, 0, columns))


def _hanging(mark: str | Text, text: RenderableType, columns: int) -> RenderableType:
    """Put text next to a mark, so that its further lines stand under its first."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=columns, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, text)
    return _indent(grid)


def _decision(report: Report) -> RenderableType:
    decision = Text(f"{words.decision(report)}.", DECISION_STYLES[report.decision])
    lines = [
        Text.assemble((f"{plain(report.product)}: ", "bold"), decision),
        Text(f"{words.reason(report)}."),
    ]
    if report.scope:
        scope = ", ".join(report.scope)
        lines.append(Text(f"Of {plain(scope)} only; the rest was not looked at."))
    return Group(*lines)


def _minimum_bar(report: Report) -> RenderableType:
    lines: list[RenderableType] = [_heading(words.bar_title(report))]
    for item in report.minimum_bar:
        if item.looked_at:
            answer = Text("met", "green") if item.met else Text("not met", "red")
            text = [Text(item.title)]
            if item.why:
                text.append(Text(plain(item.why, 200), style="dim"))
            lines.append(_hanging(answer, Group(*text), 7))
    return Group(*lines)


def _risks(report: Report, *, verbose: bool) -> Iterable[RenderableType]:
    risks = words.risks(report)
    if not risks:
        return
    shown = risks[: words.MAX_RISKS]
    title = "Risks, the worst first"
    if len(risks) > len(shown):
        title += f" ({len(shown)} of {len(risks)})"
    yield _heading(title)
    for number, risk in enumerate(shown, 1):
        yield from _risk(number, risk)
    if len(risks) > len(shown) and not verbose:
        yield _indent(Text(f"and {len(risks) - len(shown)} more: add --verbose", style="dim"))


def _risk(number: int, risk: words.Risk) -> Iterable[RenderableType]:
    lines = [_told(risk.finding)]
    if risk.others:
        lines.append(Text(f"The same: {words.others(risk)}"))
    prose, to_copy = words.apart(risk.finding.fix)
    lines.append(Text(f"Fix ({words.hours(risk.effort_hours)}): {plain(prose, 300)}"))
    yield _hanging(f"{number}.", Group(*lines), 3)
    for line in to_copy:
        yield Text(f"      {plain(line, words.MAX_COPIED)}", no_wrap=True)
    # Whole, whatever the width: it is there to be copied.
    yield Text(f"      Verify: {plain(risk.finding.verify)}", style="dim", no_wrap=True)


def _told(finding: Finding) -> Text:
    """Tell a finding in a line: how bad, about what, and what was seen."""
    level = (
        (str(finding.impact), IMPACT_STYLES[finding.impact])
        if finding.impact
        else (str(finding.status), "bold")
    )
    target = (plain(finding.target, 120), "bold")
    return Text.assemble(level, " ", target, ": ", plain(finding.summary))


def _questions(report: Report) -> Iterable[RenderableType]:
    asks = [ask for ask in report.with_status(Status.ASK) if not ask.deferred]
    if asks:
        yield _heading("Only you can say")
    for ask in asks:
        line = Text.assemble((plain(ask.target, 120), "bold"), ": ", plain(ask.summary))
        yield _hanging("-", Group(line, Text(plain(ask.fix, 300), style="dim")), 1)


def _decided(report: Report) -> Iterable[RenderableType]:
    decided = [finding for finding in report.findings if finding.decision]
    if decided:
        yield _heading("Decisions")
    for finding in decided:
        decision = Text(words.put_off(finding), style="dim")
        yield _hanging("-", Group(_told(finding), decision), 1)


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
    new = [by_fingerprint[each] for each in changes.new]
    fixed = set(changes.fixed)
    for finding in new:
        yield _hanging("-", Text.assemble("new: ", _told(finding)), 1)
    for past in changes.before:
        became = "fixed" if past.fingerprint in fixed else "no longer visible"
        told = f"{became}: {plain(past.target, 120)}: {plain(past.summary)}"
        yield _hanging("-", Text(told), 1)


def _plan(report: Report) -> Iterable[RenderableType]:
    if not report.plan:
        return
    now = sum(stage.fix_now_hours for stage in report.plan)
    later = sum(stage.deferred_hours for stage in report.plan)
    yield _heading(
        f"Plan: {words.hours(now)} before the launch, {words.hours(later)} after"
        if later
        else f"Plan: {words.hours(now)} before the launch"
    )
    for stage in report.plan:
        work = [
            f"{word} {len(which)} in {hours:g} h"
            for word, which, hours in (
                ("now", stage.fix_now, stage.fix_now_hours),
                ("later", stage.deferred, stage.deferred_hours),
            )
            if which
        ]
        yield _hanging(STAGES[stage.stage], Text(", ".join(work)), 13)


def _map(report: Report, *, verbose: bool) -> Iterable[RenderableType]:
    entries = report.domain_map
    if not entries:
        return
    bad = [entry for entry in entries if words.ending(entry)]
    ends = f"; {len(bad)} of them lead to no page" if bad else ", each to a page"
    yield _heading(f"Domain map: {words.count(len(entries), 'entry point')}{ends}")
    if verbose:
        yield _indent(Text(domain_map.render(entries)))
        return
    for entry in bad:
        line = f"{plain(entry.entry) or 'the domain'} {words.ending(entry)}"
        yield _hanging("-", Text(line), 1)
    yield _indent(Text("every hop: launchready dns", style="dim"))


def _everything(report: Report) -> Iterable[RenderableType]:
    yield _heading("Every finding")
    for finding in report.findings:
        status = str(finding.impact or finding.status)
        told = f"{finding.check} {plain(finding.target, 120)}: {plain(finding.summary)}"
        yield _hanging(status, Text(told), 14)


def _blind_spots(report: Report) -> RenderableType:
    lines: Sequence[RenderableType] = [
        _hanging("-", Text(plain(spot)), 1) for spot in report.blind_spots
    ]
    return Group(_heading("Blind spots: what was not seen"), *lines)


def _counts(report: Report) -> RenderableType:
    shown = [status for status in words.STATUSES if report.counts.get(status)]
    counted = [f"{report.counts[status]} {status}" for status in shown]
    return Text(f"\n{', '.join(counted) or 'nothing'} in {report.duration_s:g} s")
