"""Verdicts become findings; nothing unseen passes, and a fault costs one finding only."""

from __future__ import annotations

from launchready.audit.judge import judge_all
from launchready.audit.model import Finding
from launchready.checks.api import (
    Host,
    Impact,
    Manifest,
    Monitor,
    Unseen,
    Verdict,
    Verdicts,
    fails,
    not_applicable,
    passes,
)
from launchready.checks.verdict import Status
from launchready.facts.base import CannotSee, Every
from tests.audit.engine import Colour, Outcomes, check, gatherer


async def colour(host: Host) -> Colour:
    """Tell a good colour for the marketing host, a bad one for the app."""
    return Colour("red" if host.role == "marketing" else "mauve")


def by_colour(host: Host, seen: Colour) -> Verdict:
    """Pass red, fail everything else."""
    return (Outcomes.GOOD if seen.name == "red" else Outcomes.BAD)(name=seen.name)


def by_target(findings: list[Finding]) -> dict[str, Finding]:
    """Order findings by what they are about."""
    return {finding.target: finding for finding in findings}


async def test_a_failure_says_what_was_seen_and_how_to_fix_it() -> None:
    """A finding carries the outcome, its evidence, the fix for this target, and the hours."""
    found = by_target(await judge_all([check(by_colour)], gatherer(colour)))
    bad = found["app.acme.example"]
    assert (bad.status, bad.outcome, bad.impact) == (Status.FAIL, "bad", Impact.HIGH)
    assert bad.summary == "is mauve"
    assert bad.evidence == {"name": "mauve"}
    assert bad.fix.startswith("paint app.acme.example")
    assert bad.effort_hours == 1.0
    good = found["acme.example"]
    assert (good.status, good.fix, good.effort_hours) == (Status.PASS, "", 0.0)


async def test_a_crashing_judge_is_broken_alone() -> None:
    """One check that crashes on one host changes no other finding."""

    def crashes(host: Host, seen: Colour) -> Verdict:
        if host.role == "app":
            raise RuntimeError("secret text")
        return Outcomes.GOOD(name=seen.name)

    findings = await judge_all(
        [check(crashes, "domain/crashes"), check(by_colour)], gatherer(colour)
    )
    broken = [finding for finding in findings if finding.status is Status.BROKEN]
    assert [(f.check, f.target) for f in broken] == [("domain/crashes", "app.acme.example")]
    assert "secret text" not in broken[0].model_dump_json()
    assert len(findings) == 4


async def test_an_unseen_fact_is_unknown_without_calling_the_judge() -> None:
    """A check whose fact could not be had says so, with the reason."""

    async def unseen(host: Host) -> Colour:
        raise CannotSee("no answer within 3 s")

    def never(host: Host, seen: Colour) -> Verdict:
        raise AssertionError("must not be called")

    for finding in await judge_all([check(never)], gatherer(unseen)):
        assert finding.status is Status.UNKNOWN
        assert finding.summary == "could not be seen: no answer within 3 s"


async def test_a_tolerant_judge_decides_itself() -> None:
    """`Fact | Unseen` lets a judge say what the absence means."""

    async def unseen(host: Host) -> Colour:
        raise CannotSee("dropped")

    def tolerant(host: Host, seen: Colour | Unseen) -> Verdict:
        return Outcomes.GOOD(name="dark" if isinstance(seen, Unseen) else seen.name)

    findings = await judge_all([check(tolerant)], gatherer(unseen))
    assert {finding.summary for finding in findings} == {"is dark"}


async def test_a_pass_over_something_unseen_is_not_believed() -> None:
    """A judge that passes although one of many facts is missing becomes unknown."""

    async def half(host: Host) -> Colour:
        if host.role == "app":
            raise CannotSee("timed out")
        return Colour("red")

    def careless(manifest: Manifest, seen: Every[Colour]) -> Verdict:
        return Outcomes.GOOD(name=str(len(seen.seen)))

    (finding,) = await judge_all([check(careless)], gatherer(half))
    assert finding.status is Status.UNKNOWN
    assert finding.summary == ("could not be seen: 1 of 2 unseen; app.acme.example: timed out")


async def test_a_pass_over_something_broken_is_broken() -> None:
    """A fault of ours among many facts is not hidden behind the rest."""

    async def half(host: Host) -> Colour:
        if host.role == "app":
            raise ZeroDivisionError
        return Colour("red")

    def careless(manifest: Manifest, seen: Every[Colour]) -> Verdict:
        return Outcomes.GOOD(name=str(len(seen.seen)))

    (finding,) = await judge_all([check(careless)], gatherer(half))
    assert finding.status is Status.BROKEN


async def test_a_failure_over_something_unseen_stands() -> None:
    """What was seen to be wrong stays wrong, whatever else could not be seen."""

    async def half(host: Host) -> Colour:
        if host.role == "app":
            raise CannotSee("timed out")
        return Colour("mauve")

    def strict(manifest: Manifest, seen: Every[Colour]) -> Verdict:
        return Outcomes.BAD(name=next(iter(seen.seen.values())).name)

    (finding,) = await judge_all([check(strict)], gatherer(half))
    assert finding.status is Status.FAIL


async def test_no_subject_is_not_applicable_in_one_line() -> None:
    """A check about monitors says so once where the product declares none."""

    def of_monitor(monitor: Monitor) -> Verdict:
        raise AssertionError("must not be called")

    (finding,) = await judge_all([check(of_monitor)], gatherer())
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.summary == "the manifest declares no monitor"


async def test_applies_leaves_subjects_out_before_anything_is_gathered() -> None:
    """A subject that a check has nothing to say about costs no request."""
    asked = []

    async def counted(host: Host) -> Colour:
        asked.append(host.name)
        return Colour("red")

    class Limited(Outcomes):
        NOT_APPLICABLE = not_applicable("only the app is painted")
        GOOD = passes("is {name}")

    def apps_only(host: Host) -> bool:
        return host.role == "app"

    limited = check(by_colour, applies=apps_only, outcomes=Limited)
    found = by_target(await judge_all([limited], gatherer(counted)))
    assert found["acme.example"].status is Status.NOT_APPLICABLE
    assert found["acme.example"].summary == "only the app is painted"
    assert asked == ["app.acme.example"]


async def test_several_places_have_findings_and_identities_of_their_own() -> None:
    """A judge may point at places; each is a finding that keeps its fingerprint."""

    def places(manifest: Manifest) -> Verdicts:
        return [Outcomes.BAD(name="mauve").at(f"src/paint.py:{line}") for line in (3, 9)]

    first = await judge_all([check(places)], gatherer())
    second = await judge_all([check(places)], gatherer())
    assert [finding.target for finding in first] == ["src/paint.py:3", "src/paint.py:9"]
    assert len({finding.fingerprint for finding in first}) == 2
    assert [f.fingerprint for f in first] == [f.fingerprint for f in second]


async def test_an_outcomes_own_fix_comes_first() -> None:
    """Where an outcome says how to mend it, that is what the finding says."""

    class Precise:
        GOOD = passes("fine")
        BAD = fails(Impact.LOW, "is {name}", fix="strip {host} of its {name}")

    def judge(host: Host, seen: Colour) -> Verdict:
        return Precise.BAD(name=seen.name)

    found = by_target(await judge_all([check(judge, outcomes=Precise)], gatherer(colour)))
    assert found["app.acme.example"].fix == "strip app.acme.example of its mauve"
