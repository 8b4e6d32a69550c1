"""The report as SARIF 2.1.0 (OASIS), for code scanning and editors.

A result stands on the file of the repository that it names, or else on the line of
launchready.toml that declares its subject.  Passes and what does not apply are not
results.  What could not be seen has the kind "open", what only a person can say the
kind "review"; both have the level "none", as section 3.27.10 wants.  A fault of ours is
no result but a notification of the run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import launchready
from launchready.audit.model import Finding, Report
from launchready.checks.catalogue import MINIMUM_BAR, STAGES, Check
from launchready.checks.verdict import Impact, Status
from launchready.report import words
from launchready.report.places import Place, Places, find_places
from launchready.report.plain import plain

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

LEVELS = {
    Impact.BLOCKER: "error",
    Impact.HIGH: "error",
    Impact.MEDIUM: "warning",
    Impact.LOW: "note",
}
KINDS = {Status.FAIL: "fail", Status.ASK: "review", Status.UNKNOWN: "open"}
"""Statuses that are results, and their kinds."""

MAX_RESULTS = 5000
"""Results that code scanning takes of one run and shows; the worst come first."""


def render(report: Report, places: Places | None = None) -> str:
    """Write the report as a SARIF log with one run.

    Args:
        report: what to write.
        places: where its findings stand; by default as its manifest says.
    """
    told = [finding for finding in report.findings if finding.status in KINDS][:MAX_RESULTS]
    checks = list(dict.fromkeys(finding.check for finding in told))
    places = places or find_places(report.manifest)
    run = {
        "tool": {
            "driver": {
                "name": "launchready",
                "version": launchready.__version__,
                "rules": [_rule(check_id) for check_id in checks],
            }
        },
        "automationDetails": {"id": f"launchready/{plain(report.product, 120)}/"},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, checks.index(each.check), places, report) for each in told],
        "properties": {
            "decision": str(report.decision),
            "minimumBar": {item.id: item.met for item in report.minimum_bar},
            "blindSpots": [plain(spot) for spot in report.blind_spots],
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _invocation(report: Report) -> dict[str, Any]:
    faults = report.with_status(Status.BROKEN)
    return {
        "executionSuccessful": not faults,
        "startTimeUtc": report.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": plain(f"{each.check} on {each.target}: {each.summary}")},
            }
            for each in faults
        ],
    }


def _rule(check_id: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": check_id, "name": _pascal(check_id)}
    check = words.known_check(check_id)
    if check is None:
        return rule | {"shortDescription": {"text": check_id}}
    documentation = check.documentation
    impacts = [outcome.impact for outcome in check.outcomes if outcome.impact]
    worst = min(impacts, key=lambda impact: impact.rank, default=None)
    level = LEVELS[worst] if worst else "note"
    problem = {"error": "error", "warning": "warning", "note": "recommendation"}[level]
    bar = ["minimum-bar", check.bar] if check.bar else []
    return rule | {
        "shortDescription": {"text": documentation.title},
        "fullDescription": {"text": documentation.why[:1000]},
        "defaultConfiguration": {"level": level},
        "help": {"text": _help(check, "{}"), "markdown": _help(check, "**{}**")},
        "properties": {
            "tags": [check.stage, *bar],
            "precision": "high",
            "problem.severity": problem,
        },
    }


def _help(check: Check, heading: str) -> str:
    documentation = check.documentation
    parts = [
        (f"{STAGES[check.stage]}: {check.id}", documentation.notes or documentation.title),
        ("Why it matters", documentation.why),
        (
            "How to fix",
            f"{documentation.general_fix}\n\n{words.hours(check.effort_hours)}".strip(),
        ),
        ("Verify a fix", check.verify),
        ("Part of the minimum bar", MINIMUM_BAR.get(check.bar, "")),
        ("References", documentation.references),
    ]
    return "\n\n".join(f"{heading.format(title)}\n\n{text}" for title, text in parts if text)


def _result(finding: Finding, rule: int, places: Places, report: Report) -> dict[str, Any]:
    failed = finding.status is Status.FAIL
    source = places.source(finding)
    declared = places.declared(finding)
    result = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "kind": KINDS[finding.status],
        "level": LEVELS[finding.impact] if failed and finding.impact else "none",
        "message": {"text": _message(finding)},
        "locations": [_location(source or declared, finding)],
        "partialFingerprints": {
            "primaryLocationLineHash": finding.fingerprint,
            "launchready/v1": finding.fingerprint,
        },
        "suppressions": _suppressions(finding),
        "properties": _properties(finding),
    }
    if source:
        result["relatedLocations"] = [_location(declared, finding)]
    if report.changes and failed:
        new = finding.fingerprint in report.changes.new
        result["baselineState"] = "new" if new else "unchanged"
    return result


def _message(finding: Finding) -> str:
    words_of_status = f"{words.STATUSES[finding.status]}: "
    said = f"{plain(finding.target, 200)}: " + (
        "" if finding.status is Status.FAIL else words_of_status
    )
    fix = f" Fix: {plain(finding.fix, 600)}" if finding.fix else ""
    # Square brackets in a message are links (section 3.11.6) unless they are escaped.
    text = f"{said}{plain(finding.summary)}.{fix}"
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(place: Place, finding: Finding) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {
                "uri": quote(place.path, errors="replace"),
                "uriBaseId": "%SRCROOT%",
            },
            "region": {"startLine": place.line, "startColumn": 1},
        },
        "logicalLocations": [
            {"fullyQualifiedName": plain(finding.subject or finding.target, 200)}
        ],
    }


def _suppressions(finding: Finding) -> list[Mapping[str, str]]:
    if not finding.deferred:
        return []
    put_off = words.put_off(finding)
    return [{"kind": "external", "status": "accepted", "justification": put_off}]


def _properties(finding: Finding) -> dict[str, Any]:
    evidence: dict[str, Sequence[str]] = dict(words.evidence(finding))
    return {
        "status": str(finding.status),
        "impact": str(finding.impact) if finding.impact else None,
        "outcome": finding.outcome,
        "effortHours": finding.effort_hours,
        "verify": plain(finding.verify),
        "evidence": evidence,
    }


def _pascal(check_id: str) -> str:
    return "".join(word.capitalize() for word in check_id.replace("/", "-").split("-"))
