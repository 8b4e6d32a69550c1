"""What a restore proved, held against what the manifest promises: pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from launchready.drill.plan import Outcome
from launchready.drill.restore.backup import Backup
from launchready.drill.restore.compare import Part, findings
from launchready.drill.restore.contents import Contents
from launchready.drill.restore.load import Loaded
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.manifest.schema import Recovery

RECOVERY_TIME, RECOVERY_POINT = "recovery time", "recovery point"
"""Names of the figures that checks read, in minutes."""


class Seen(Struct, frozen=True):
    """Everything that the drill saw.

    Attributes:
        backup: which was restored; loaded: how that went.
        source, restored: what each holds.
        parts: the comparison; trials: the same, and whether the product works.
        took_s: loading, and starting the product, without the drill's own comparing.
    """

    backup: Backup
    source: Contents
    restored: Contents
    loaded: Loaded
    parts: tuple[Part, ...]
    trials: tuple[Trial, ...]
    took_s: float


def judge(seen: Seen, promised: Recovery, now: datetime) -> Outcome:
    """Say what came of the drill.

    Args:
        seen: what was seen.
        promised: with the declared recovery time and point.
        now: aware.
    """
    minutes = seen.took_s / 60
    figures = [
        Figure(RECOVERY_TIME, round(minutes, 2), "min"),
        Figure("tables", len(seen.restored.tables), ""),
        Figure("rows", seen.restored.rows, ""),
    ]
    trials = [*seen.trials, _time(minutes, promised.rto_minutes)]
    point = _point(seen, promised.rpo_minutes, now)
    if point is not None:
        trials.append(point)
    age = _age_minutes(seen, now)
    if age is not None and not seen.backup.here:
        figures.append(Figure(RECOVERY_POINT, round(age, 1), "min"))
    result = _worst(trials, seen)
    found = findings(seen.parts) + tuple(
        DrillFinding(each.aspect, each.text)
        for each in trials[len(seen.parts) :]
        if each.result is DrillResult.FAILED
    )
    return Outcome(result, _summary(result, trials, seen), found, tuple(figures), tuple(trials))


def _time(minutes: float, promised: int | None) -> Trial:
    said = f"{minutes:.1f} min on this machine"
    if promised is None:
        return _trial(RECOVERY_TIME, DrillResult.PASSED, f"{said}; no rto_minutes is declared")
    late = minutes > promised
    result = DrillResult.FAILED if late else DrillResult.PASSED
    return _trial(RECOVERY_TIME, result, f"{said}; {promised} min are promised")


def _point(seen: Seen, promised: int | None, now: datetime) -> Trial | None:
    """Judge how old the backup is, and how far its newest rows lie behind the source's."""
    if seen.backup.here:
        return None  # taken by the drill itself: it says nothing of how often that happens
    age = _age_minutes(seen, now)
    behind = _behind_minutes(seen)
    if age is None:
        return _trial(RECOVERY_POINT, DrillResult.UNKNOWN, "nothing tells when it was made")
    said = f"{_span(age)} old"
    if behind:
        said += f"; the source has rows that are {_span(behind)} newer"
    if promised is None:
        return _trial(RECOVERY_POINT, DrillResult.PASSED, f"{said}; no rpo_minutes is declared")
    stale = max(age, behind) > promised
    result = DrillResult.FAILED if stale else DrillResult.PASSED
    return _trial(RECOVERY_POINT, result, f"{said}; {_span(promised)} may be lost")


def _age_minutes(seen: Seen, now: datetime) -> float | None:
    taken = seen.backup.taken_at
    if taken is None:
        # A plain dump that was copied bears no time: its rows say how far it reaches at least.
        taken = seen.restored.newest
    return None if taken is None else max(0.0, (now - taken) / timedelta(minutes=1))


def _behind_minutes(seen: Seen) -> float:
    ours, theirs = seen.source.newest, seen.restored.newest
    if ours is None or theirs is None:
        return 0.0
    return max(0.0, (ours - theirs) / timedelta(minutes=1))


def _worst(trials: list[Trial], seen: Seen) -> DrillResult:
    results = {trial.result for trial in trials}
    if DrillResult.FAILED not in results:
        return DrillResult.UNKNOWN if DrillResult.UNKNOWN in results else DrillResult.PASSED
    lacking = any(part.aspect == "extensions" and part.unseen for part in seen.parts)
    damaged = seen.loaded.cut_off or seen.loaded.refused or not seen.restored.tables
    # What needs an extension that this machine lacks fails, whatever the backup is worth.
    return DrillResult.UNKNOWN if lacking and not damaged else DrillResult.FAILED


def _summary(result: DrillResult, trials: list[Trial], seen: Seen) -> str:
    if result is DrillResult.PASSED:
        works = (
            ", and the product works with it" if "works" in {t.aspect for t in trials} else ""
        )
        rows, tables = seen.restored.rows, len(seen.restored.tables)
        plural = "" if tables == 1 else "s"
        return f"{rows:,} rows in {tables} table{plural} came back{works}"
    worst = DrillResult.FAILED if result is DrillResult.FAILED else None
    bad = [t for t in trials if t.result is (worst or DrillResult.UNKNOWN)]
    return "; ".join(f"{each.aspect}: {each.text}" for each in bad[:3])[:500]


def _trial(aspect: str, result: DrillResult, text: str) -> Trial:
    return Trial("backup", "restored", aspect, result, text)


def _span(minutes: float) -> str:
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"
