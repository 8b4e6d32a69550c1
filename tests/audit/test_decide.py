"""Findings become a decision by rules that a founder can follow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from launchready.audit.answers import apply_answers
from launchready.audit.decide import apply_decisions, decide, minimum_bar, plan, rank
from launchready.audit.diff import compare
from launchready.audit.exit_status import exit_status
from launchready.audit.model import Finding, Launch, Report
from launchready.checks.catalogue import MINIMUM_BAR
from launchready.checks.verdict import Impact, Status
from launchready.manifest.schema import Answer, Decision

TODAY = date(2026, 11, 2)
ALL = frozenset(MINIMUM_BAR)


def finding(
    check: str = "domain/colour",
    status: Status = Status.FAIL,
    impact: Impact | None = None,
    **fields: Any,
) -> Finding:
    """Make a finding; a failure is of medium impact unless it says otherwise."""
    if status is Status.FAIL and impact is None:
        impact = Impact.MEDIUM
    target = fields.pop("target", "app.acme.example")
    return Finding(
        **{
            "check": check,
            "stage": check.partition("/")[0],
            "target": target,
            "status": status,
            "outcome": "bad",
            "impact": impact,
            "summary": "is mauve",
            "verify": "launchready audit",
            "fingerprint": f"{check} {target}",
            "subject": f"host:{target}",
            **fields,
        }
    )


def passing_bar() -> list[Finding]:
    """Make a pass for each of the ten items."""
    return [finding(f"quick/{item}", Status.PASS, bar=item) for item in MINIMUM_BAR]


def decision(**fields: Any) -> Decision:
    """Make a deferral of everything until a week after next."""
    return Decision(
        **{
            "check": "*",
            "decision": "defer",
            "owner": "founder@acme.example",
            "reason": "the old subdomain retires first",
            "until": TODAY + timedelta(days=14),
            **fields,
        }
    )


def decided(findings: list[Finding], *decisions: Decision) -> Launch:
    """Take findings all the way to a decision."""
    ranked = rank(apply_decisions(findings, decisions, TODAY))
    return decide(ranked, minimum_bar(ranked, ALL), ALL)


def test_everything_good_launches() -> None:
    """With the bar met and nothing failing, the word is launch."""
    assert decided(passing_bar()) is Launch.LAUNCH


def test_low_risks_do_not_spoil_a_launch() -> None:
    """What is merely low is listed, and launches all the same."""
    assert decided([*passing_bar(), finding(impact=Impact.LOW)]) is Launch.LAUNCH


@pytest.mark.parametrize("impact", [Impact.HIGH, Impact.MEDIUM])
def test_open_risks_are_known_risks(impact: Impact) -> None:
    """Failures below a blocker are known risks."""
    assert decided([*passing_bar(), finding(impact=impact)]) is Launch.WITH_KNOWN_RISKS


def test_a_blocker_forbids_the_launch() -> None:
    """One blocker is enough, on the bar or off it."""
    assert decided([*passing_bar(), finding(impact=Impact.BLOCKER)]) is Launch.DO_NOT_LAUNCH


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.ASK, Status.BROKEN])
def test_what_was_not_seen_on_the_bar_forbids_the_launch(status: Status) -> None:
    """Unseen, unanswered or lost to our own fault is never met."""
    findings = [*passing_bar(), finding(status=status, bar="ssl-valid")]
    bar = minimum_bar(rank(findings), ALL)
    assert [item.id for item in bar if not item.met] == ["ssl-valid"]
    assert decided(findings) is Launch.DO_NOT_LAUNCH


def test_an_item_that_nothing_shows_is_not_met() -> None:
    """No check having looked, or none applying, does not count as met."""
    findings = [each for each in passing_bar() if each.bar != "secrets-out"]
    findings.append(finding(status=Status.NOT_APPLICABLE, bar="secrets-out"))
    (item,) = [item for item in minimum_bar(findings, ALL) if not item.met]
    assert (item.id, item.why) == ("secrets-out", "nothing was seen that shows it")
    assert decided(findings) is Launch.DO_NOT_LAUNCH


def test_a_lesser_failure_on_the_bar_leaves_it_met() -> None:
    """A certificate that ends in ten days is a risk, but TLS is valid today."""
    findings = [*passing_bar(), finding(impact=Impact.HIGH, bar="ssl-valid")]
    assert all(item.met for item in minimum_bar(findings, ALL))


def test_a_narrowed_run_decides_by_what_it_looked_at() -> None:
    """Items outside the run say that they were not looked at, and do not decide."""
    scope = frozenset({"ssl-valid"})
    findings = [finding(status=Status.PASS, bar="ssl-valid")]
    bar = minimum_bar(findings, scope)
    assert [item.id for item in bar if item.met] == ["ssl-valid"]
    assert {item.why for item in bar if not item.met} == {"not looked at in this run"}
    assert decide(findings, bar, scope) is Launch.LAUNCH


def test_a_deferred_blocker_is_a_known_risk() -> None:
    """What the founder put off with a name and a date no longer forbids the launch."""
    blocked = [*passing_bar(), finding(impact=Impact.BLOCKER, bar="ssl-valid")]
    assert decided(blocked, decision()) is Launch.WITH_KNOWN_RISKS
    ranked = rank(apply_decisions(blocked, [decision()], TODAY))
    assert not next(item for item in minimum_bar(ranked, ALL) if item.id == "ssl-valid").met


@pytest.mark.parametrize(
    ("days", "state"),
    [(8, "active"), (7, "ends-soon"), (0, "ends-soon"), (-1, "expired")],
)
def test_a_deferral_ends_on_its_day(days: int, state: str) -> None:
    """Announced a week before, valid on its last day, a finding again the day after."""
    ends = decision(until=TODAY + timedelta(days=days))
    (found,) = apply_decisions([finding(impact=Impact.BLOCKER)], [ends], TODAY)
    assert found.decision is not None
    assert found.decision.state == state
    assert found.open is (state == "expired")


def test_decisions_are_about_what_they_name() -> None:
    """Check and target both have to fit; the first decision that fits holds."""
    findings = [
        finding("edge/a", target="one.example"),
        finding("edge/b", target="two.example"),
        finding("domain/a", target="one.example"),
    ]
    found = apply_decisions(
        findings,
        [decision(check="edge/*", target="one.*"), decision(check="edge/*", owner="other")],
        TODAY,
    )
    owners = [each.decision.owner if each.decision else "" for each in found]
    assert owners == ["founder@acme.example", "other", ""]


def test_passes_carry_no_decision() -> None:
    """What is good needs no deferral."""
    (found,) = apply_decisions([finding(status=Status.PASS)], [decision()], TODAY)
    assert found.decision is None


def test_rank_is_impact_then_reach_then_effort() -> None:
    """The worst first; among equals what touches most users; among those the quickest."""
    ranked = rank(
        [
            finding("edge/pass", Status.PASS),
            finding("edge/slow", impact=Impact.HIGH, reach=4, effort_hours=8),
            finding("edge/quick", impact=Impact.HIGH, reach=4, effort_hours=1),
            finding("edge/few", impact=Impact.HIGH, reach=1, effort_hours=0.5),
            finding("edge/low", impact=Impact.LOW, reach=4),
            finding("edge/blocker", impact=Impact.BLOCKER, reach=1),
            finding("edge/unknown", Status.UNKNOWN),
            finding("edge/bar", Status.UNKNOWN, bar="ssl-valid"),
            finding("edge/broken", Status.BROKEN),
        ]
    )
    assert [each.check.partition("/")[2] for each in ranked] == [
        "blocker", "quick", "slow", "few", "low", "broken", "bar", "unknown", "pass",
    ]  # fmt: skip


def test_the_plan_adds_up_hours_by_stage() -> None:
    """Blockers, high impact and what was decided come first; one change counts once."""
    findings = [
        finding("domain/a", impact=Impact.BLOCKER, effort_hours=2),
        finding("domain/a", impact=Impact.BLOCKER, effort_hours=2, target="www.acme.example"),
        finding("domain/b", impact=Impact.LOW, effort_hours=1),
        finding("edge/c", impact=Impact.LOW, effort_hours=3),
    ]
    now = decision(check="edge/c", decision="fix-now", until=None)
    stages = plan(rank(apply_decisions(findings, [now], TODAY)))
    assert [(s.stage, s.fix_now_hours, s.deferred_hours) for s in stages] == [
        ("domain", 2.5, 1.0),
        ("edge", 3.0, 0.0),
    ]


def report(findings: list[Finding], **fields: Any) -> Report:
    """Make a report of findings."""
    bar = minimum_bar(findings, ALL)
    return Report(
        **{
            "product": "Acme Portal",
            "started_at": datetime(2026, 11, 1, tzinfo=UTC),
            "duration_s": 0.5,
            "decision": decide(findings, bar, ALL),
            "minimum_bar": bar,
            "findings": tuple(findings),
            "counts": {s: sum(f.status is s for f in findings) for s in Status},
            "blind_spots": (),
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("findings", "fail_on", "status"),
    [
        ([], Impact.BLOCKER, 0),
        ([finding(impact=Impact.HIGH)], Impact.BLOCKER, 0),
        ([finding(impact=Impact.HIGH)], Impact.HIGH, 1),
        ([finding(impact=Impact.BLOCKER)], Impact.BLOCKER, 1),
        ([finding(impact=Impact.BLOCKER)], None, 0),
        ([finding(status=Status.UNKNOWN, bar="ssl-valid")], Impact.BLOCKER, 3),
        ([finding(status=Status.ASK, bar="ssl-valid")], Impact.BLOCKER, 3),
        ([finding(status=Status.UNKNOWN)], Impact.BLOCKER, 0),
        ([finding(status=Status.BROKEN)], Impact.BLOCKER, 4),
        ([finding(status=Status.BROKEN)], None, 4),
        ([finding(status=Status.BROKEN), finding(impact=Impact.BLOCKER)], Impact.BLOCKER, 1),
    ],
)
def test_exit_status(findings: list[Finding], fail_on: Impact | None, status: int) -> None:
    """Each exit status means what the contract says."""
    assert exit_status(report([*passing_bar(), *findings]), fail_on) == status


def test_an_unlooked_at_bar_is_not_exit_status_0() -> None:
    """A whole run in which nothing shows an item ends with 3, not with 0."""
    assert exit_status(report(passing_bar()[1:]), Impact.BLOCKER) == 3


def test_changes_tell_fixed_from_no_longer_visible() -> None:
    """Only what was seen to be good is fixed; what cannot be seen now is not."""
    before = report(
        [
            finding("edge/fixed"),
            finding("edge/stays"),
            finding("edge/hidden"),
            finding("edge/gone"),
            finding("edge/place", target="src/a.py:1", subject="repository:.", fingerprint="p"),
        ]
    )
    now = [
        finding("edge/fixed", Status.PASS),
        finding("edge/stays"),
        finding("edge/hidden", Status.UNKNOWN),
        finding("edge/new"),
        finding("edge/place", Status.PASS, target=".", subject="repository:."),
    ]
    change = compare(before, now)
    where = "app.acme.example"
    assert change.new == (f"edge/new {where}",)
    assert change.fixed == (f"edge/fixed {where}", "p")
    assert change.unchanged == (f"edge/stays {where}",)
    assert change.no_longer_visible == (f"edge/hidden {where}", f"edge/gone {where}")


def test_an_answer_settles_a_question_for_a_year() -> None:
    """Who said what and when stands in the finding; after a year it is asked again."""
    question = finding("edge/rate", Status.ASK, fix="tell", effort_hours=1.0)
    said = Answer(
        check="edge/*", answer="Five a minute", by="ana@acme.example", on=date(2026, 1, 5)
    )
    (settled,) = apply_answers([question], [said], TODAY)
    assert (settled.status, settled.outcome) == (Status.PASS, "answered")
    assert settled.summary == "Five a minute (said by ana@acme.example on 2026-01-05)"
    assert settled.evidence["question"] == "is mauve"
    assert (settled.fix, settled.effort_hours) == ("", 0.0)
    assert settled.fingerprint == question.fingerprint
    later = TODAY + timedelta(days=365)
    assert apply_answers([question], [said], later) == [question]


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ASK])
def test_an_answer_covers_nothing_but_a_question(status: Status) -> None:
    """What was seen to fail, or could not be seen, is not talked away."""
    other = finding(status=status)
    said = Answer(check="*", answer="All is well", by="ana@acme.example", on=TODAY)
    assert apply_answers([other], [said], TODAY) == [other]


def test_an_answer_fits_its_own_question_alone() -> None:
    """Check and target both have to fit."""
    question = finding("edge/rate", Status.ASK)
    for about in ({"check": "edge/other"}, {"check": "edge/rate", "target": "www.*"}):
        said = Answer(**about, answer="Yes", by="ana@acme.example", on=TODAY)
        assert apply_answers([question], [said], TODAY) == [question]
