"""From findings to a decision: what the founder decided, rank, minimum bar, plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase

from launchready.audit.model import OUT_OF_SCOPE, BarItem, Decided, Finding, Launch, PlanStage
from launchready.checks.catalogue import MINIMUM_BAR, STAGES
from launchready.checks.verdict import Impact, Status
from launchready.manifest.schema import Decision

WARN_BEFORE = timedelta(days=7)
"""How long before its last day a deferral is announced."""

_ORDER = {
    Status.FAIL: 0,
    Status.BROKEN: 1,
    Status.UNKNOWN: 2,
    Status.ASK: 3,
    Status.PASS: 5,
    Status.NOT_APPLICABLE: 6,
}
_DEFERRED = 4


def apply_decisions(
    findings: Iterable[Finding], decisions: Sequence[Decision], today: date
) -> list[Finding]:
    """Write each decision on the findings it is about; the first that fits holds."""
    return [_decided(finding, decisions, today) for finding in findings]


def _decided(finding: Finding, decisions: Sequence[Decision], today: date) -> Finding:
    if finding.status in {Status.PASS, Status.NOT_APPLICABLE}:
        return finding
    for decision in decisions:
        about = (finding.check, decision.check), (finding.target, decision.target)
        if all(fnmatchcase(name, pattern) for name, pattern in about):
            decided = Decided(
                decision=decision.decision,
                owner=decision.owner,
                reason=decision.reason,
                until=decision.until,
                state=_state(decision, today),
            )
            return finding.model_copy(update={"decision": decided})
    return finding


def _state(decision: Decision, today: date) -> str:
    if decision.until is None:
        return "active"
    if decision.until < today:
        return "expired"
    return "ends-soon" if decision.until - today <= WARN_BEFORE else "active"


def rank(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order findings: impact, then how many users they touch, then the least effort."""
    stages = list(STAGES)

    def place(finding: Finding) -> tuple[object, ...]:
        order = _ORDER[finding.status]
        if finding.deferred:
            order = _DEFERRED
        impact = finding.impact.rank if finding.impact else len(Impact)
        bar = 0 if finding.bar else 1
        worth = (order, impact, bar if order in {2, 3} else 0, -finding.reach)
        name = (stages.index(finding.stage), finding.check, finding.target)
        return (*worth, finding.effort_hours, *name, finding.fingerprint)

    return tuple(sorted(findings, key=place))


def minimum_bar(findings: Sequence[Finding], in_scope: frozenset[str]) -> tuple[BarItem, ...]:
    """Answer each of the ten items: met, or not met and why.

    An item is met when at least one of its checks passed and none keeps it unmet.

    Args:
        findings: ranked.
        in_scope: items that this run was meant to look at.
    """
    return tuple(_bar_item(item, findings, in_scope) for item in MINIMUM_BAR)


def _bar_item(item: str, findings: Sequence[Finding], in_scope: frozenset[str]) -> BarItem:
    own = [finding for finding in findings if finding.bar == item]
    keeping = [finding for finding in own if finding.keeps_bar_unmet]
    seen_good = any(finding.status is Status.PASS for finding in own)
    if item not in in_scope:
        why = OUT_OF_SCOPE
    elif keeping:
        first = keeping[0]
        more = f" (and {len(keeping) - 1} more)" if len(keeping) > 1 else ""
        why = f"{first.target}: {first.summary}{more}"
    elif not seen_good:
        why = "nothing was seen that shows it"
    else:
        why = ""
    because = tuple(dict.fromkeys(finding.check for finding in keeping))
    return BarItem(id=item, title=MINIMUM_BAR[item], met=not why, because=because, why=why)


def decide(
    findings: Sequence[Finding], bar: Sequence[BarItem], in_scope: frozenset[str]
) -> Launch:
    """Decide: a blocker or an unmet item of the bar, unless deferred, forbids the launch."""
    blockers = [f for f in findings if f.open and f.impact is Impact.BLOCKER]
    unmet = {item.id for item in bar if not item.met} & in_scope
    accepted = {
        item
        for item in unmet
        if (keeping := [f for f in findings if f.bar == item and f.keeps_bar_unmet])
        and all(finding.deferred for finding in keeping)
    }
    if blockers or unmet - accepted:
        return Launch.DO_NOT_LAUNCH
    open_risks = [f for f in findings if f.open and f.impact is not Impact.LOW]
    put_off = [f for f in findings if f.deferred]
    return Launch.WITH_KNOWN_RISKS if open_risks or put_off else Launch.LAUNCH


def plan(findings: Sequence[Finding]) -> tuple[PlanStage, ...]:
    """Add up the hours, stage by stage: what to mend before the launch, what can wait.

    Before the launch: blockers, high impact, and what the founder decided to fix now.
    """
    stages = []
    for stage in STAGES:
        own = [f for f in findings if f.stage == stage and f.status is Status.FAIL]
        now = [f for f in own if is_fix_now(f)]
        later = [f for f in own if not is_fix_now(f)]
        if own:
            stages.append(
                PlanStage(
                    stage=stage,
                    fix_now=tuple(f.fingerprint for f in now),
                    fix_now_hours=hours_of(now),
                    deferred=tuple(f.fingerprint for f in later),
                    deferred_hours=hours_of(later),
                )
            )
    return tuple(stages)


def is_fix_now(finding: Finding) -> bool:
    """Say whether a failure is to be mended before the launch."""
    if finding.decision is not None and finding.decision.decision == "fix-now":
        return True
    return finding.open and finding.impact in {Impact.BLOCKER, Impact.HIGH}


def hours_of(findings: Iterable[Finding]) -> float:
    """Add up hours, counting once what one change of one check's kind mends everywhere.

    The same outcome of the same check on several targets is usually one change made in
    several places: each place after the first counts a quarter.
    """
    seen: set[tuple[str, str]] = set()
    total = 0.0
    for finding in findings:
        kind = (finding.check, finding.outcome)
        total += finding.effort_hours * (0.25 if kind in seen else 1.0)
        seen.add(kind)
    return round(total, 2)
