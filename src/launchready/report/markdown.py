"""The report as Markdown, for a comment on a pull request or a CI job's summary.

A product's own words reach a place where others read and click.  So only plain words of
them become prose; whatever else there is, addresses, names, markup, stands in code spans,
in which neither Markdown nor GitHub's links, mentions and references mean anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import launchready
from launchready.audit.model import Finding, Launch, PlanStage, Report
from launchready.checks.catalogue import STAGES
from launchready.checks.verdict import Status
from launchready.report import words
from launchready.report.plain import plain

MAX_LINES = 50
"""Findings of one list that are told; the rest are counted."""

MARK = "<!-- launchready -->"
"""First line of the report, by which a bot finds its own comment again."""

SIGNS = {Launch.LAUNCH: "✅", Launch.WITH_KNOWN_RISKS: "⚠️", Launch.DO_NOT_LAUNCH: "⛔"}

_WORD = re.compile(
    r"[A-Za-z]{1,30}(?:['-][A-Za-z]{1,30}){0,4}|[A-Za-z]{1,5}\d|\d{1,6}(?:[.,]\d{1,6})?%?"
)
"""A word that means nothing to Markdown and that GitHub makes no link of."""

_AROUND = re.compile(r"""(["'(]{0,2})(.*?)([.,:;?)"']{0,3})""")
"""A word with the punctuation around it, which means nothing next to such a word."""

_MARKER = re.compile(r"\d+[.)]")
"""What would begin a list where a text begins a line."""


def render(report: Report) -> str:
    """Write the report as GitHub-flavoured Markdown, short enough for a comment."""
    return "\n".join(_lines(report)) + "\n"


def prose(text: str, limit: int = 300) -> str:
    """Write a text so that it is shown as it is: plain words, and code spans for the rest."""
    said: list[str] = []
    strange: list[str] = []
    for word in plain(text, limit).split():
        found = _AROUND.fullmatch(word)
        assert found is not None, "everything has a middle"
        before, middle, after = found.groups()
        if strange and (before or not middle or _WORD.fullmatch(middle)):
            said.append(code(" ".join(strange)))
            strange.clear()
        if not said and _MARKER.fullmatch(word):
            said.append(code(word))
        elif not middle or _WORD.fullmatch(middle):
            said.append(word)
        elif before or after:
            said.append(before + code(" ".join([*strange, middle])) + after)
            strange.clear()
        else:
            strange.append(middle)
    if strange:
        said.append(code(" ".join(strange)))
    return " ".join(said)


def code(text: str) -> str:
    """Write a code span around a text, whatever backticks it holds (CommonMark 6.1)."""
    if not text:
        return "(nothing)"
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _lines(report: Report) -> Iterator[str]:
    decision = words.decision(report)
    yield MARK
    yield f"## {SIGNS[report.decision]} {prose(report.product, 120)}: {decision.lower()}"
    yield ""
    yield f"{_capital(words.reason(report))}."
    if report.scope:
        yield f"Of {prose(', '.join(report.scope))} only; the rest was not looked at."
    if report.changes:
        yield ""
        yield from _changes(report)
    yield from _risks(report)
    yield from _questions(report)
    yield from _bar(report)
    yield from _rest(report)
    yield from _decided(report)
    yield from _plan(report.plan)
    spots = [prose(spot) for spot in report.blind_spots]
    yield from _folded(f"Blind spots: {len(spots)}", _list(spots))
    yield ""
    counted = ", ".join(
        f"{report.counts[status]} {name}"
        for status, name in words.STATUSES.items()
        if report.counts.get(status)
    )
    yield (
        f"<sub>{counted or 'nothing'} in {report.duration_s:g} s, "
        f"{report.started_at:%Y-%m-%d %H:%M} UTC, launchready {launchready.__version__}</sub>"
    )


def _changes(report: Report) -> Iterator[str]:
    changes = report.changes
    assert changes is not None
    yield (
        f"**Since {changes.baseline_started_at:%Y-%m-%d %H:%M} UTC**: "
        f"{len(changes.new)} new, {len(changes.fixed)} fixed, "
        f"{len(changes.unchanged)} unchanged, "
        f"{len(changes.no_longer_visible)} no longer visible."
    )
    new = set(changes.new)
    told = [f"new: {_told(f)}" for f in report.findings if f.fingerprint in new]
    fixed = set(changes.fixed)
    told += [
        f"{'fixed' if past.fingerprint in fixed else 'no longer visible'}: "
        f"{code(plain(past.target, 120))}: {prose(past.summary)}"
        for past in changes.before
    ]
    if told:
        yield ""
        yield _list(told)


def _told(finding: Finding) -> str:
    level = finding.impact or str(finding.status)
    return f"**{level}** {code(plain(finding.target, 120))}: {prose(finding.summary)}"


def _risks(report: Report) -> Iterator[str]:
    risks = words.risks(report)
    if not risks:
        return
    shown = risks[: words.MAX_RISKS]
    more = f" ({len(shown)} of {len(risks)})" if len(risks) > len(shown) else ""
    yield ""
    yield f"### Risks, the worst first{more}"
    for number, risk in enumerate(shown, 1):
        yield ""
        finding = risk.finding
        yield f"{number}. {_told(finding)}"
        told, to_copy = words.apart(finding.fix)
        copied = [code(plain(line, words.MAX_COPIED)) for line in to_copy]
        blocks = [
            f"**Fix** ({words.hours(risk.effort_hours)}): {prose(told, 600)}",
            *([_list(copied)] if copied else []),
            f"**Verify**: {code(plain(finding.verify))}",
        ]
        if risk.others:
            blocks.insert(0, f"**The same**: {prose(words.others(risk), 1000)}")
        seen = [f"{prose(n)}: {prose(', '.join(v))}" for n, v in words.evidence(finding)]
        if seen:
            blocks += ["**Seen**:", _list(seen)]
        yield from _folded("Fix and evidence", *blocks, indent="    ")


def _same(risk: words.Risk) -> str:
    also = f" (the same: {prose(words.others(risk))})" if risk.others else ""
    return _told(risk.finding) + also


def _questions(report: Report) -> Iterator[str]:
    asks = [ask for ask in report.with_status(Status.ASK) if not ask.deferred]
    if asks:
        yield ""
        yield "### Only you can say"
        yield ""
        yield _list([f"{code(plain(a.target, 120))}: {prose(a.summary)}" for a in asks])


def _bar(report: Report) -> Iterator[str]:
    rows = []
    for item in report.minimum_bar:
        answer = "✅ met" if item.met else "❌ not met" if item.looked_at else "not looked at"
        why = f": {prose(item.why, 200)}" if item.why and item.looked_at else ""
        rows.append(f"{answer}: {item.title}{why}")
    yield from _folded(words.bar_title(report), _list(rows))


def _rest(report: Report) -> Iterator[str]:
    """Tell the risks that are not among the worst, stage by stage."""
    rest = words.risks(report)[words.MAX_RISKS :]
    if not rest:
        return
    blocks = []
    for stage, title in STAGES.items():
        own = [_same(risk) for risk in rest if risk.finding.stage == stage]
        if own:
            blocks += [f"**{title}**", _list(own)]
    yield from _folded(f"The other {words.count(len(rest), 'risk')}, by stage", *blocks)


def _decided(report: Report) -> Iterator[str]:
    decided = [finding for finding in report.findings if finding.decision]
    rows = [f"{_told(each)}. {prose(words.put_off(each), 500)}" for each in decided]
    if rows:
        yield from _folded(f"Decisions: {len(rows)}", _list(rows))


def _plan(stages: Sequence[PlanStage]) -> Iterator[str]:
    if not stages:
        return
    now = sum(stage.fix_now_hours for stage in stages)
    later = sum(stage.deferred_hours for stage in stages)
    rows = ["| stage | fix now | hours | can wait | hours |", "| --- | --: | --: | --: | --: |"]
    rows += [
        f"| {STAGES[each.stage]} | {len(each.fix_now)} | {each.fix_now_hours:g} "
        f"| {len(each.deferred)} | {each.deferred_hours:g} |"
        for each in stages
    ]
    title = f"Plan: {words.hours(now)} before the launch, {words.hours(later)} after"
    yield from _folded(title, "\n".join(rows))


def _folded(title: str, *blocks: str, indent: str = "") -> Iterator[str]:
    """Fold blocks away under a title of our own; blank lines let Markdown work inside."""
    opening = f"<details>\n<summary>{title}</summary>"
    whole = "\n\n".join([opening, *blocks, "</details>"])
    yield ""
    yield from (f"{indent}{line}" if line else "" for line in whole.split("\n"))


def _list(items: Sequence[str]) -> str:
    rest = len(items) - MAX_LINES
    shown = [*items[:MAX_LINES], f"and {rest} more"] if rest > 0 else items
    return "\n".join(f"- {item}" for item in shown)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
