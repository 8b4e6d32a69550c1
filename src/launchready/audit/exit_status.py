"""What an audit's exit status says (DESIGN: contract of the command)."""

from __future__ import annotations

from launchready.audit.model import Report
from launchready.checks.verdict import Impact, Status


def exit_status(report: Report, fail_on: Impact | None) -> int:
    """Give 0, 1, 3 or 4.

    1: an open failure at or above `fail_on`.  4: a fault of ours.  3: nothing failed at
    that level, but the minimum bar could not be seen.  With `fail_on` None ("never")
    only a fault of ours is not 0.
    """
    broken = bool(report.counts.get(Status.BROKEN))
    if fail_on is None:
        return 4 if broken else 0
    if any(risk.impact and risk.impact.rank <= fail_on.rank for risk in report.risks):
        return 1
    if broken:
        return 4
    unseen = any(
        finding.bar and finding.keeps_bar_unmet and not finding.deferred
        for finding in report.findings
        if finding.status is not Status.FAIL
    )
    unshown = not report.scope and any(not i.met and not i.because for i in report.minimum_bar)
    return 3 if unseen or unshown else 0
