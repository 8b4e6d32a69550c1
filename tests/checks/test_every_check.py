"""What every check owes its readers: documentation, a tested set of outcomes, a command."""

from __future__ import annotations

import importlib
import re

import pytest

from launchready.audit.collectors import installed_collectors
from launchready.audit.judge import write_finding
from launchready.audit.run import Selection
from launchready.audit.signature import NeedsEvery, NeedsFact, NeedsService, read_signature
from launchready.checks.catalogue import MINIMUM_BAR, STAGES, check_modules, load_check
from launchready.checks.verdict import Status, Verdict
from launchready.clock import Clock
from launchready.manifest.schema import Manifest, Subject

every_check = pytest.mark.parametrize("check_id", check_modules())


@every_check
def test_documentation(check_id: str) -> None:
    """Every check explains itself in a sentence, why it matters, and how to fix it."""
    documentation = load_check(check_id).documentation
    assert documentation.title.endswith((".", "?"))
    assert len(documentation.title) < 90
    assert len(documentation.why.split()) >= 8
    assert len(documentation.fix.split()) >= 8


@every_check
def test_every_outcome_has_a_case(check_id: str) -> None:
    """Every outcome that a check declares is exercised by a case of its own test file."""
    check = load_check(check_id)
    stage, _, name = check_id.partition("/")
    tests = importlib.import_module(f"tests.checks.{stage}.test_{name.replace('-', '_')}")
    tested = {case.outcome.id for case in tests.CASES}
    declared = {outcome.id for outcome in check.outcomes}
    if check.applies is not None and check.not_applicable:
        declared -= {check.not_applicable.id}
    assert declared == tested | (declared & {"not-applicable"}), declared - tested
    assert callable(tests.test_outcomes)


@every_check
def test_every_fix_can_be_written_out(check_id: str) -> None:
    """What a finding says about the fix has a value for each of its placeholders."""
    check = load_check(check_id)
    stage, _, name = check_id.partition("/")
    tests = importlib.import_module(f"tests.checks.{stage}.test_{name.replace('-', '_')}")
    for case in tests.CASES:
        subject = next(each for each in case.given.values() if isinstance(each, Subject))
        said = check.judge(**case.given)
        for verdict in [said] if isinstance(said, Verdict) else said:
            finding = write_finding(check, subject, verdict)
            left = re.findall(r"{[a-z_]+}", f"{finding.summary} {finding.fix}")
            assert not left, (case.when, finding.fix)


@every_check
def test_outcomes_are_closed_and_consistent(check_id: str) -> None:
    """A check can pass and can fail or ask, and only failures carry an impact."""
    check = load_check(check_id)
    statuses = {outcome.status for outcome in check.outcomes}
    assert Status.PASS in statuses
    assert statuses & {Status.FAIL, Status.ASK}
    assert Status.BROKEN not in statuses
    assert all((o.status is Status.FAIL) == (o.impact is not None) for o in check.outcomes)
    assert check.effort_hours > 0
    assert check.bar in {"", *MINIMUM_BAR}
    assert check.stage in STAGES
    if check.applies is not None:
        assert check.not_applicable is not None


@every_check
def test_needs_can_be_met(check_id: str) -> None:
    """A judge asks only for facts that are gathered, the clock and the manifest."""
    collectors = installed_collectors()
    for need in read_signature(load_check(check_id).judge).needs.values():
        match need:
            case NeedsFact(kind) | NeedsEvery(kind):
                assert kind in collectors
            case NeedsService(kind):
                assert kind in {Clock, Manifest}


@every_check
def test_verify_command_selects_the_check(check_id: str) -> None:
    """The command that verifies a fix runs the check itself, and no other."""
    words = load_check(check_id).verify.split()
    assert words[:3] == ["launchready", "audit", "--only"]
    assert Selection(only=(words[3],)).check_ids() == (check_id,)
