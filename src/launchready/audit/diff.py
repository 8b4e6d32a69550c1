"""What changed since a baseline report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from launchready.audit.model import Change, Finding, PastFinding, Report
from launchready.checks.verdict import Status


class BaselineError(Exception):
    """The baseline cannot be read; the message names the file and the next step."""


def read_baseline(path: Path) -> Report:
    """Read a report that `--format json` wrote.

    Raises:
        BaselineError: there is no such file, or it is not a report.
    """
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BaselineError(
            f"{path}: not a launchready report ({where}: {first['msg']}); "
            "make one with: launchready audit --format json --out baseline.json"
        ) from error


def compare(baseline: Report, findings: Sequence[Finding]) -> Change:
    """Sort findings by what became of them.

    `fixed` was seen to be good now; what failed before and cannot be judged now is
    `no_longer_visible`, never fixed.
    """
    failed_before = {f.fingerprint for f in baseline.findings if f.status is Status.FAIL}
    now = {finding.fingerprint: finding.status for finding in findings}
    failing = [f.fingerprint for f in findings if f.status is Status.FAIL]
    gone = [f for f in baseline.findings if f.fingerprint in failed_before]
    good = {Status.PASS, Status.NOT_APPLICABLE}
    checks_seen_good = _checks_seen_good(findings)
    fixed: list[str] = []
    invisible: list[str] = []
    before: list[PastFinding] = []
    for finding in gone:
        status = now.get(finding.fingerprint)
        if status is Status.FAIL:
            continue
        # A finding at a narrower place is not listed once mended: its check, passing
        # on the same subject, speaks for it.
        spoken_for = status is None and (finding.check, finding.subject) in checks_seen_good
        (fixed if status in good or spoken_for else invisible).append(finding.fingerprint)
        before.append(_past(finding))
    return Change(
        baseline_started_at=baseline.started_at,
        new=tuple(f for f in failing if f not in failed_before),
        fixed=tuple(fixed),
        unchanged=tuple(f for f in failing if f in failed_before),
        no_longer_visible=tuple(invisible),
        before=tuple(before),
    )


def _past(finding: Finding) -> PastFinding:
    return PastFinding(
        fingerprint=finding.fingerprint,
        check=finding.check,
        target=finding.target,
        impact=finding.impact,
        summary=finding.summary,
    )


def _checks_seen_good(findings: Sequence[Finding]) -> set[tuple[str, str]]:
    """Give (check, subject) pairs about which every finding is a pass or a failure."""
    judged = {Status.PASS, Status.FAIL, Status.NOT_APPLICABLE}
    doubtful = {(f.check, f.subject) for f in findings if f.status not in judged}
    return {(f.check, f.subject) for f in findings} - doubtful
