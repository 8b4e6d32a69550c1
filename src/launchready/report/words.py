"""Words that the formats share, so that no two of them say the same thing differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from launchready.audit.model import Change, Finding, Launch, MapEntry, PastFinding, Report
from launchready.checks.catalogue import Check, check_modules, load_check
from launchready.checks.verdict import Impact, Status
from launchready.report.plain import plain

MAX_RISKS = 10
"""Risks that a report tells in full; the rest are told by stage."""

MAX_COPIED = 4000
"""Characters of a line that is there to be copied, such as a DNS record."""

MAX_VALUES = 20
"""Values of one piece of evidence that a report shows; the JSON report has all."""

DECISIONS = {
    Launch.LAUNCH: "Launch",
    Launch.WITH_KNOWN_RISKS: "Launch, with known risks",
    Launch.DO_NOT_LAUNCH: "Do not launch yet",
}

NARROWED = {
    Launch.LAUNCH: "Nothing of it stands in the way of a launch",
    Launch.WITH_KNOWN_RISKS: "Nothing of it stands in the way of a launch, with known risks",
    Launch.DO_NOT_LAUNCH: "Do not launch yet",
}
"""The same of a run that looked at a part: no part decides that the whole may launch."""

STATUSES = {
    Status.FAIL: "failed",
    Status.BROKEN: "lost to a fault in launchready",
    Status.UNKNOWN: "could not be seen",
    Status.ASK: "only you can say",
    Status.PASS: "passed",
    Status.NOT_APPLICABLE: "not applicable",
}
"""Each status in words, in the order in which they matter."""

ENDS = {
    "loop": "loops",
    "too-many": "redirects without end",
    "bad-location": "leads to what no browser follows",
    "failed": "leads nowhere",
    "unseen": "could not be seen",
    "broken": "was lost to a fault in launchready",
}
"""How an entry point's way ends, where it does not end at a page."""


def decision(report: Report) -> str:
    """Say what was decided, of the whole product or of the part that was looked at."""
    return (NARROWED if report.scope else DECISIONS)[report.decision]


def reason(report: Report) -> str:
    """Say in a sentence what led to the decision."""
    blockers = [risk for risk in report.risks if risk.impact is Impact.BLOCKER]
    unmet = [item for item in report.minimum_bar if item.looked_at and not item.met]
    looked_at = sum(item.looked_at for item in report.minimum_bar)
    deferred = [finding for finding in report.findings if finding.deferred]
    parts = []
    if blockers:
        parts.append(f"{count(len(blockers), 'blocker')} open")
    if unmet:
        parts.append(f"{len(unmet)} of {looked_at} items of the minimum bar not met")
    if not blockers and report.risks:
        parts.append(f"{count(len(report.risks), 'risk')} open, none of them a blocker")
    if deferred:
        parts.append(f"{len(deferred)} put off")
    if not parts:
        return "the minimum bar is met, and nothing that was looked at fails"
    return "; ".join(parts)


def changes(
    change: Change, findings: Iterable[Finding]
) -> list[tuple[str, list[Finding | PastFinding], int]]:
    """Give the kinds of change, with what can be told of each and how many there are.

    Args:
        change: since an earlier report.
        findings: of the later one.
    """
    known: dict[str, Finding | PastFinding] = {each.fingerprint: each for each in findings}
    known |= {past.fingerprint: past for past in change.before}
    kinds = {
        "New": change.new,
        "Fixed": change.fixed,
        "No longer visible": change.no_longer_visible,
        "Unchanged": change.unchanged,
    }
    return [
        (title, [known[each] for each in fingerprints if each in known], len(fingerprints))
        for title, fingerprints in kinds.items()
    ]


def bar_title(report: Report) -> str:
    """Say how much of the minimum bar is met, of what was looked at."""
    looked_at = [item for item in report.minimum_bar if item.looked_at]
    left_out = len(report.minimum_bar) - len(looked_at)
    if not looked_at:
        return "Minimum bar: not looked at in this run"
    met = f"Minimum bar: {sum(item.met for item in looked_at)} of {len(looked_at)} met"
    return f"{met}, {left_out} not looked at" if left_out else met


class Risk(Struct, frozen=True):
    """One open failure, and the others that one check found of the same kind elsewhere.

    Attributes:
        finding: the one that ranks first.
        others: the rest, ranked.
    """

    finding: Finding
    others: tuple[Finding, ...]

    @property
    def effort_hours(self) -> float:
        """Give the hours that all take: each place after the first counts a quarter."""
        more = sum(other.effort_hours for other in self.others)
        return self.finding.effort_hours + more / 4


def risks(report: Report) -> tuple[Risk, ...]:
    """Give the open failures by kind, so that one fault on ten hosts is one thing to do."""
    kinds: dict[tuple[str, str, Impact | None], list[Finding]] = {}
    for finding in report.risks:
        kinds.setdefault((finding.check, finding.outcome, finding.impact), []).append(finding)
    return tuple(Risk(same[0], tuple(same[1:])) for same in kinds.values())


def others(risk: Risk) -> str:
    """Name the other places of a risk, bounded; "" where there are none."""
    named = [plain(other.target, 120) for other in risk.others[:MAX_VALUES]]
    rest = len(risk.others) - len(named)
    return ", ".join([*named, f"and {rest} more"] if rest else named)


def count(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where it is due."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def hours(number: float) -> str:
    """Say how long work takes: minutes below an hour, quarters below ten, then hours."""
    if number < 1:
        return f"about {count(round(number * 60), 'minute')}"
    rounded = round(number) if number >= 10 else round(number * 4) / 4
    return f"about {rounded:g} hour" + ("" if rounded == 1 else "s")


def put_off(finding: Finding) -> str:
    """Say what was decided about a finding, by whom, until when and why; "" if nothing."""
    decided = finding.decision
    if decided is None:
        return ""
    states = {"expired": ", expired: open again", "ends-soon": ", ends within a week"}
    until = f" until {decided.until}" if decided.until else ""
    what = "put off" if decided.decision == "defer" else "to be fixed now"
    state = states.get(decided.state, "")
    return f"{what}{until}{state}, decided by {plain(decided.owner, 80)}: " + plain(
        decided.reason, 300
    )


def ending(entry: MapEntry) -> str:
    """Say how an entry point's way ends, where it does not end at a page; else ""."""
    if entry.end not in ENDS:
        return ""
    detail = f": {plain(entry.detail, 160)}" if entry.detail else ""
    return ENDS[entry.end] + detail


_EMPTY: tuple[object, ...] = ("", None, (), [], {})


def apart(fix: str) -> tuple[str, tuple[str, ...]]:
    """Take a fix apart: its words, and its indented lines, which are there to be copied."""
    lines = fix.splitlines()
    prose = " ".join(line for line in lines if not line.startswith("  "))
    return prose, tuple(line.strip() for line in lines if line.startswith("  "))


def evidence(finding: Finding) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give what was seen as names and values that are safe to show and bounded.

    What the fix shows whole is not shown again.
    """
    told = [
        (name, value)
        for name, value in finding.evidence.items()
        if value not in _EMPTY
        and not (isinstance(value, str) and "\n  " in value and value in finding.fix)
    ]
    return tuple(
        (plain(name.replace("_", " "), 60), _values(value)) for name, value in told[:MAX_VALUES]
    )


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        value = [f"{name}: {_phrase(inner)}" for name, inner in value.items()]
    if isinstance(value, str) or not isinstance(value, Sequence):
        return (_phrase(value),)
    shown = tuple(_phrase(item) for item in value[:MAX_VALUES])
    rest = len(value) - len(shown)
    return (*shown, f"and {rest} more") if rest else shown


def _phrase(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case date():
            return value.isoformat()
        case str():
            return plain(value)
        case Sequence():
            return plain(", ".join(_phrase(item) for item in value))
        case _:
            return plain(str(value))


def known_check(check_id: str) -> Check | None:
    """Find a check's documentation; None for one that this version does not have."""
    return load_check(check_id) if check_id in check_modules() else None
