"""A secret scan as a report, so that it is JSON and SARIF of the same shape as an audit's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from launchready.audit.decide import decide, minimum_bar, plan, rank
from launchready.audit.model import Finding, Report
from launchready.checks.verdict import Impact, Status
from launchready.manifest.load import FILE_NAME
from launchready.report.places import Place, Places
from launchready.secrets.told import Part, Told, told

BAR = "secrets-out"
HOURS = 2.0
"""To rotate one secret where it is issued, deploy, and look for its use."""


def as_report(
    parts: Sequence[Part], product: str, manifest: str, started_at: datetime, seconds: float
) -> Report:
    """Give what a scan saw as findings of the checks that it is for."""
    findings = rank([*map(_finding, told(parts)), *_unread(parts), *_clean(parts)])
    bar = tuple(item for item in minimum_bar(findings, frozenset({BAR})) if item.id == BAR)
    counts = {each: sum(f.status is each for f in findings) for each in Status}
    return Report(
        product=product,
        started_at=started_at,
        duration_s=seconds,
        decision=decide(findings, bar, frozenset({BAR})),
        minimum_bar=bar,
        findings=findings,
        counts=counts,
        blind_spots=tuple(note for part in parts for note in part.findings.notes),
        plan=plan(findings),
        manifest=manifest,
        scope=tuple(dict.fromkeys(part.check for part in parts)),
    )


def places_below(root: Path) -> Places:
    """Say where files stand, for a scan of a folder: from its repository's top."""
    above = (root, *root.parents)
    top = next((each for each in above if (each / ".git").exists()), root)
    return Places(Place(FILE_NAME), folder=root, root=top)


def _finding(each: Told) -> Finding:
    found = each.found
    evidence = {
        "rule": found.rule, "tier": found.tier.value, "danger": found.danger.value,
        "masked": found.masked, "hash": found.hash, "column": found.column,
        "encoding": found.encoding, "variable": found.variable, "tracked": found.tracked,
        "first_commit": found.first_commit, "first_seen": found.first_seen,
        "last_commit": found.last_commit, "last_seen": found.last_seen, "docs": found.docs,
    }  # fmt: skip
    failed = bool(each.impact)
    return Finding(
        check=each.check,
        stage="secrets",
        target=found.place,
        status=Status.FAIL if failed else Status.PASS,
        outcome="found" if failed else "publishable",
        impact=Impact(each.impact) if failed else None,
        summary=f"{found.name}, {found.masked}",
        evidence={name: value for name, value in evidence.items() if value not in {"", False}},
        fix=found.rotate if failed else "",
        verify="launchready secrets",
        effort_hours=HOURS if failed else 0.0,
        fingerprint=_fingerprint(each.check, found.path, found.hash),
        bar=BAR,
    )


def _unread(parts: Sequence[Part]) -> Iterator[Finding]:
    for part in parts:
        more = part.findings.unread_count - len(part.findings.unread)
        for number, each in enumerate(part.findings.unread):
            rest = f" (and {more} more)" if more and not number else ""
            yield _plain(part.check, each.path, Status.UNKNOWN, "unread", each.reason + rest)


def _clean(parts: Sequence[Part]) -> Iterator[Finding]:
    for part in parts:
        if not part.findings.found and not part.findings.unread_count:
            summary = f"no secret in {part.findings.texts} texts"
            yield _plain(part.check, ".", Status.PASS, "clean", summary)


def _plain(check: str, target: str, status: Status, outcome: str, summary: str) -> Finding:
    return Finding(
        check=check, stage="secrets", target=target, status=status, outcome=outcome,
        summary=summary, verify="launchready secrets", bar=BAR,
        fingerprint=_fingerprint(check, target, outcome),
    )  # fmt: skip


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
