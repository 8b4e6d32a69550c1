"""One product in the table of a fleet."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, to_builtins

from launchready.audit.exit_status import exit_status
from launchready.audit.model import Report
from launchready.checks.verdict import Impact, Status

State = Literal["audited", "wrong", "broken"]
"""Audited; its manifest is wrong; or a fault of ours."""

ORDER = ("broken", "wrong", "do-not-launch", "launch-with-known-risks", "launch")
"""The order of a table: what needs somebody first."""


class Row(Struct, frozen=True):
    """What is told of one product.

    Attributes:
        manifest: path, as it was found; the row's identity.
        state: whether it could be audited.
        at: when it was, as ISO 8601 in UTC.
        product, decision: "" where it could not.
        why: what is wrong with the manifest, or where our fault is.
        met: items of the minimum bar that are met, of ten; None where a run that was
            narrowed to some checks did not look at all of them.
        blockers, high, unseen: open findings; what could not be seen or is asked.
        hours: of work to fix now.
        exit_status: what `launchready audit` would have ended with.
        seconds: that the audit took.
        page: name of its page, without ending; "" where there is none.
    """

    manifest: str
    state: State
    at: str
    product: str = ""
    decision: str = ""
    why: str = ""
    met: int | None = None
    blockers: int = 0
    high: int = 0
    unseen: int = 0
    hours: float = 0.0
    exit_status: int = 2
    seconds: float = 0.0
    page: str = ""

    @property
    def rank(self) -> int:
        """Give its place in the order of a table."""
        return ORDER.index(self.decision if self.state == "audited" else self.state)

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON takes it."""
        row: dict[str, Any] = to_builtins(self)
        return row


def row_of(manifest: Path, report: Report) -> Row:
    """Sum up a report."""
    impacts = [risk.impact for risk in report.risks]
    unseen = report.with_status(Status.UNKNOWN, Status.ASK, Status.BROKEN)
    return Row(
        manifest=str(manifest),
        state="audited",
        at=report.started_at.isoformat(timespec="seconds"),
        product=report.product,
        decision=report.decision.value,
        met=None if report.scope else sum(item.met for item in report.minimum_bar),
        blockers=impacts.count(Impact.BLOCKER),
        high=impacts.count(Impact.HIGH),
        unseen=len(unseen),
        hours=round(sum(stage.fix_now_hours for stage in report.plan), 1),
        exit_status=exit_status(report, Impact.BLOCKER),
        seconds=report.duration_s,
        page=page_name(manifest),
    )


def failed_row(manifest: Path, state: State, why: str) -> Row:
    """Make the row of a product that could not be audited."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    status = 4 if state == "broken" else 2
    return Row(str(manifest), state, now, why=why[:500], exit_status=status)


def page_name(manifest: Path) -> str:
    """Name a product's page after its folder, and apart from all others of that name."""
    digest = hashlib.sha256(str(manifest).encode("utf-8", "replace")).hexdigest()[:10]
    folder = re.sub(r"[^a-z0-9]+", "-", manifest.parent.name.lower()).strip("-")[:40]
    return f"{folder or 'product'}-{digest}"


def worst_status(statuses: frozenset[int]) -> int:
    """Give the exit status of a fleet: a failure before a fault, before what was not seen."""
    return next((status for status in (1, 4, 2, 3) if status in statuses), 0)
