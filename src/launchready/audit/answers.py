"""What only a person can say, once a person has said it in the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase

from launchready.audit.model import Finding
from launchready.checks.verdict import Status
from launchready.manifest.schema import Answer

HOLDS = timedelta(days=365)
"""How long an answer is believed; certificates, accounts and rules change hands in a year."""


def apply_answers(
    findings: Iterable[Finding], answers: Sequence[Answer], today: date
) -> list[Finding]:
    """Take questions for answered where the manifest answers them; the first that fits holds.

    An answer is evidence by its word, with the name of who gave it: it never covers what
    was seen to fail, or could not be seen.
    """
    return [_answered(finding, answers, today) for finding in findings]


def _answered(finding: Finding, answers: Sequence[Answer], today: date) -> Finding:
    if finding.status is not Status.ASK:
        return finding
    for answer in answers:
        about = (finding.check, answer.check), (finding.target, answer.target)
        if answer.on + HOLDS >= today and all(fnmatchcase(*pair) for pair in about):
            return finding.model_copy(
                update={
                    "status": Status.PASS,
                    "outcome": "answered",
                    "summary": f"{answer.answer} (said by {answer.by} on {answer.on})",
                    "evidence": {**finding.evidence, "question": finding.summary},
                    "fix": "",
                    "effort_hours": 0.0,
                }
            )
    return finding


def how_to_answer(check: str, target: str) -> str:
    """Say how a question is answered that has no key of its own in the manifest."""
    return (
        "If all is well, say so in launchready.toml: [[answers]] with "
        f'check = "{check}", target = "{target}", answer, by and on. Otherwise: '
    )
