"""The sprint brings together what one change mends and puts groundwork first."""

from __future__ import annotations

import hashlib

import pytest

from launchready.audit.decide import plan
from launchready.audit.model import Decided, Finding, Launch, Report
from launchready.audit.sprint import group_of, plan_sprint
from launchready.checks.catalogue import check_modules
from launchready.checks.verdict import Impact, Status
from tests.checks.given import NOW

BLOCKER, HIGH, LOW = Impact.BLOCKER, Impact.HIGH, Impact.LOW


def failure(
    check: str,
    target: str = "acme.example",
    impact: Impact = HIGH,
    *,
    decision: Decided | None = None,
    status: Status = Status.FAIL,
) -> Finding:
    """Make a failure that takes an hour to mend."""
    return Finding(
        check=check,
        stage=check.split("/", maxsplit=1)[0],
        target=target,
        status=status,
        outcome="wrong",
        impact=impact if status is Status.FAIL else None,
        summary=f"{target} is wrong",
        fix="mend it",
        verify=f"launchready audit --only {check}",
        effort_hours=1.0,
        fingerprint=hashlib.sha256(f"{check}{target}".encode()).hexdigest()[:16],
        decision=decision,
    )


def report(*findings: Finding) -> Report:
    """Make a report of these findings."""
    return Report(
        product="Acme Portal",
        started_at=NOW,
        duration_s=1.0,
        decision=Launch.DO_NOT_LAUNCH,
        minimum_bar=(),
        findings=findings,
        counts=dict.fromkeys(Status, 0),
        blind_spots=(),
        plan=plan(findings),
    )


def test_names_come_before_certificates_before_redirects() -> None:
    """Whatever the ranking says, nothing waits for what comes later."""
    sprint = plan_sprint(
        report(
            failure("edge/cache-deception", impact=BLOCKER),
            failure("domain/redirect-hops"),
            failure("domain/certificate-name", impact=BLOCKER),
            failure("email/dmarc-present"),
            failure("domain/dangling-record"),
        )
    )
    assert [task.group for task in sprint.tasks] == [
        "names",
        "certificates",
        "redirects",
        "edge",
        "email",
    ]
    assert [task.waits_for for task in sprint.tasks] == [(), (1,), (1, 2), (1, 2, 3), (1,)]


def test_one_change_is_one_task() -> None:
    """One outcome on three hosts is one task, its hours counted as the report counts them."""
    made = report(*(failure("domain/hsts", f"{name}.acme.example") for name in "abc"))
    (task,) = plan_sprint(made).tasks
    assert task.targets == ("a.acme.example", "b.acme.example", "c.acme.example")
    assert task.hours == sum(stage.fix_now_hours for stage in made.plan) == 1.5


def test_what_can_wait_comes_last_whatever_it_is() -> None:
    """Low impact and deferrals stand behind everything that the launch needs."""
    put_off = Decided(decision="defer", owner="ana", reason="later", state="active")
    sprint = plan_sprint(
        report(
            failure("domain/hsts", impact=LOW),
            failure("domain/tls-versions", decision=put_off),
            failure("secrets/in-tree", impact=BLOCKER),
            failure("edge/compression", status=Status.UNKNOWN),
        )
    )
    assert [(task.check, task.fix_now) for task in sprint.tasks] == [
        ("secrets/in-tree", True),
        ("domain/hsts", False),
        ("domain/tls-versions", False),
    ]
    assert sprint.tasks[2].owner == "ana"


@pytest.mark.parametrize(("rate", "cost"), [(None, None), (800, 100)])
def test_hours_cost_what_the_day_rate_says(rate: float | None, cost: float | None) -> None:
    """Eight hours are a day; without a rate nothing is said of money."""
    sprint = plan_sprint(report(failure("domain/hsts")), rate)
    assert sprint.cost(sprint.hours(fix_now=True)) == cost


def test_every_check_has_its_place() -> None:
    """A new check falls into a group by its name, without anything to edit."""
    groups = {group_of(check) for check in check_modules()}
    assert {"names", "certificates", "redirects", "edge", "secrets"} <= groups
    assert "domain" not in groups
