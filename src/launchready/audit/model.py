"""The report: what an audit says, in the shape that its JSON contract fixes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from launchready.checks.verdict import Impact, Status

SCHEMA_VERSION = 1

OUT_OF_SCOPE = "not looked at in this run"
"""Why an item of the minimum bar is not met where the run was narrowed to other checks."""


class Launch(StrEnum):
    """The decision."""

    LAUNCH = "launch"
    WITH_KNOWN_RISKS = "launch-with-known-risks"
    DO_NOT_LAUNCH = "do-not-launch"


class Part(BaseModel):
    """A part of the report."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Decided(Part):
    """What the founder decided about a finding."""

    decision: str
    """fix-now or defer."""
    owner: str
    reason: str
    until: date | None = None
    state: str
    """active, ends-soon (within a week) or expired."""


class Finding(Part):
    """What one check says of one target."""

    check: str
    """Id of the check."""
    stage: str
    target: str
    """The host, the route's URL, the sender's domain, or path:line."""
    status: Status
    outcome: str
    """Which of the check's outcomes; no-subject, unseen or broken where none was given."""
    impact: Impact | None = None
    """What it costs; for a status other than fail, null."""
    summary: str
    evidence: dict[str, Any] = Field(default_factory=dict)
    fix: str = ""
    verify: str
    effort_hours: float = 0.0
    fingerprint: str
    """Stable across runs: the check and the target, not the day's particulars."""
    decision: Decided | None = None
    bar: str = ""
    """Id of the minimum-bar item that the check is part of, or empty."""
    reach: int = 0
    """How many users it touches, by the kind of target: 0 few to 4 everyone."""
    subject: str = ""
    """Key of the manifest's table that it is about: kind:target."""

    @property
    def deferred(self) -> bool:
        """Say whether the founder put it off, and the day has not passed."""
        decided = self.decision
        return (
            decided is not None and decided.decision == "defer" and decided.state != "expired"
        )

    @property
    def open(self) -> bool:
        """Say whether it is a failure that no deferral covers."""
        return self.status is Status.FAIL and not self.deferred

    @property
    def keeps_bar_unmet(self) -> bool:
        """Say whether its minimum-bar item cannot count as met, deferred or not."""
        if self.status is Status.FAIL:
            return self.impact is Impact.BLOCKER
        return self.status in {Status.UNKNOWN, Status.ASK, Status.BROKEN}


class BarItem(Part):
    """One item of the minimum bar."""

    id: str
    title: str
    met: bool
    because: tuple[str, ...] = ()
    """Ids of the checks that keep it from being met."""
    why: str = ""
    """In words, why it is not met; empty where it is."""

    @property
    def looked_at(self) -> bool:
        """Say whether the run was meant to look at it."""
        return self.why != OUT_OF_SCOPE


class PlanStage(Part):
    """The work of one stage."""

    stage: str
    fix_now: tuple[str, ...]
    """Fingerprints of the findings to mend before the launch."""
    fix_now_hours: float
    deferred: tuple[str, ...]
    """Fingerprints of those that can wait."""
    deferred_hours: float


class MapHop(Part):
    """One answer on the way from an entry point."""

    url: str
    status: int
    """0 where no response came."""
    detail: str = ""


class MapEntry(Part):
    """Where one entry point leads: a row of the domain map."""

    entry: str
    hops: tuple[MapHop, ...] = ()
    final: str = ""
    """URL of the final answer; empty where there is none."""
    end: str
    """final, loop, too-many, bad-location, failed or unseen."""
    detail: str = ""
    certificate: str = ""
    """Issuer and expiry, or what is wrong; empty where it was not seen."""
    proxy: str = ""
    """The proxy recognised in front of it."""
    cache: str = ""
    """The final answer's Cache-Control."""


class PastFinding(Part):
    """What the baseline said of a failure that is one no more, or cannot be judged now."""

    fingerprint: str
    check: str
    target: str
    impact: Impact | None = None
    summary: str


class Change(Part):
    """How findings differ from a baseline report, by fingerprint."""

    baseline_started_at: datetime
    new: tuple[str, ...]
    fixed: tuple[str, ...]
    unchanged: tuple[str, ...]
    no_longer_visible: tuple[str, ...]
    before: tuple[PastFinding, ...] = ()
    """The fixed and the no longer visible ones, as the baseline told them."""


class Report(Part):
    """An audit's result."""

    schema_version: int = SCHEMA_VERSION
    product: str
    started_at: datetime
    duration_s: float
    release: str | None = None
    decision: Launch
    minimum_bar: tuple[BarItem, ...]
    findings: tuple[Finding, ...]
    """Every status, passes too, ranked: the worst first."""
    counts: dict[Status, int]
    blind_spots: tuple[str, ...]
    plan: tuple[PlanStage, ...] = ()
    domain_map: tuple[MapEntry, ...] = ()
    changes: Change | None = None
    manifest: str = ""
    """Path of the manifest, as given; empty for an audit of a bare domain."""
    scope: tuple[str, ...] = ()
    """Stages or checks that the audit was narrowed to; empty for all."""

    @property
    def risks(self) -> tuple[Finding, ...]:
        """Give the open failures, ranked."""
        return tuple(finding for finding in self.findings if finding.open)

    def with_status(self, *statuses: Status) -> tuple[Finding, ...]:
        """Give the findings of some statuses, ranked."""
        return tuple(finding for finding in self.findings if finding.status in statuses)
