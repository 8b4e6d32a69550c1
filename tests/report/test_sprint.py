"""A plan can be read, ticked, imported and filed, whatever the product's words are."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from launchready.audit.sprint import Sprint, plan_sprint
from launchready.checks.verdict import Impact
from launchready.report import sprint as written
from tests.audit.test_sprint import failure, report

EVIL = "=HYPERLINK(1)<script>@team [x](javascript:y) `z` |\x1b[31m"


def made(*targets: str, rate: float | None = None) -> Sprint:
    """Plan a certificate, an HSTS fault on some targets, and something that can wait."""
    return plan_sprint(
        report(
            failure("domain/certificate-name", impact=Impact.BLOCKER),
            *(failure("edge/private-not-cached", target) for target in targets),
            failure("edge/compression", impact=Impact.LOW),
        ),
        rate,
    )


@pytest.mark.parametrize("width", [40, 96])
def test_the_table_says_what_first_and_how_long(width: int) -> None:
    """Both halves with their hours, numbers, order and cost, in plain text at any width."""
    text = written.terminal(made("a", rate=800), width=width, color=False)
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= width
    joined = " ".join(text.split())
    assert "Fix now: 2 tasks, about 2 h, 200 at the day rate" in joined
    assert "Can wait: 1 task, about 1 h, 100 at the day rate" in joined


def test_nothing_to_mend_is_said() -> None:
    """An empty plan is a sentence and no empty table."""
    empty = plan_sprint(report())
    assert written.terminal(empty, width=80, color=False) == written.NOTHING
    assert written.markdown(empty) == written.NOTHING


def test_the_checklist_has_a_box_for_each_task() -> None:
    """What can be ticked off is a task, under its stage."""
    text = written.markdown(made("a", "b"))
    assert text.count("- [ ] ") == 3
    assert "## Fix now" in text
    assert "### Domain" in text
    assert "### Edge" in text


def test_a_spreadsheet_runs_nothing() -> None:
    """A host that is named like a formula is text in every cell (CWE-1236)."""
    rows = list(csv.reader(io.StringIO(written.as_csv(made(EVIL, "+1", "-1", "@x")))))
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@")]


def test_issues_carry_what_a_developer_needs_and_mention_nobody() -> None:
    """One object a task, with verify command and a mark to find it again by."""
    issues = [json.loads(line) for line in written.github(made(EVIL)).splitlines()]
    assert len(issues) == 3
    assert set(issues[0]) == {"title", "body", "labels"}
    assert "launchready audit --only domain/certificate-name" in issues[0]["body"]
    evil = issues[1]["body"]
    assert "<!-- launchready " in evil
    assert "\x1b" not in evil
    prose = re.sub(r"(`+).*?\1", "", evil)
    assert not re.search(r"<script|@team|javascript:", prose)


def test_json_holds_the_whole_plan() -> None:
    """A program gets the numbers that the table shows."""
    data = json.loads(written.as_json(made("a", rate=400)))
    assert [task["number"] for task in data["tasks"]] == [1, 2, 3]
    assert data["tasks"][1]["waits_for"] == [1]
    assert data["fix_now_hours"] == 2.0
    assert data["tasks"][0]["cost"] == 50
