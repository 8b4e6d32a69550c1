"""Puts facts before checks and turns what they say into findings."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from typing import Any

from launchready.audit.answers import how_to_answer
from launchready.audit.gather import Gatherer, Missing, describe_fault
from launchready.audit.model import Finding
from launchready.audit.signature import Signature, SignatureError, read_signature
from launchready.checks.catalogue import Check
from launchready.checks.verdict import Status, Verdict, fill
from launchready.facts.base import Broken, Every, Unseen
from launchready.manifest.schema import Host, Monitor, Redirect, Route, Subject

ROUTE_REACH = {"login": 4, "page": 4, "asset": 4, "api": 3, "callback": 3, "webhook": 2,
               "write": 2, "report": 1, "health": 1}  # fmt: skip
"""How many users meet a route of each kind; a rank, from 0 few to 4 everyone."""

HOST_REACH = {"app": 4, "marketing": 4, "redirect": 3, "api": 3, "assets": 3, "other": 1}


def reach(subject: Subject) -> int:
    """Say how many users a subject touches, from 0 few to 4 everyone."""
    match subject:
        case Route():
            return min(4, ROUTE_REACH[subject.kind] + subject.critical)
        case Host():
            return HOST_REACH[subject.role]
        case Redirect():
            return 2
        case Monitor():
            return 1
        case _:
            return 4


async def judge_all(checks: Iterable[Check], gatherer: Gatherer) -> list[Finding]:
    """Judge every check on every subject of its kind, all concurrently.

    Checks may be imported as they are taken: what the earlier ones asked for goes out, and
    is waited for, while the later ones load.
    """
    async with asyncio.TaskGroup() as running:
        tasks = []
        for check in checks:
            tasks.append(running.create_task(_judge_check(check, gatherer)))
            await asyncio.sleep(0)
    return [finding for task in tasks for finding in task.result()]


async def _judge_check(check: Check, gatherer: Gatherer) -> list[Finding]:
    product = gatherer.manifest.product
    try:
        signature = read_signature(check.judge)
    except SignatureError as error:
        return [_broken(check, product, describe_fault(error))]
    subjects = gatherer.subjects(signature.subject)
    if not subjects:
        nothing = f"the manifest declares no {signature.subject.kind_name}"
        return [_finding(check, product, Status.NOT_APPLICABLE, "no-subject", nothing)]
    per_subject = await asyncio.gather(
        *(_judge_subject(check, signature, subject, gatherer) for subject in subjects)
    )
    return [finding for findings in per_subject for finding in findings]


async def _judge_subject(
    check: Check, signature: Signature, subject: Subject, gatherer: Gatherer
) -> list[Finding]:
    try:
        if check.applies is not None and not check.applies(subject):
            outcome = check.not_applicable
            assert outcome is not None, "applies needs Outcomes.NOT_APPLICABLE"
            return [write_finding(check, subject, outcome())]
        arguments = await gatherer.arguments(signature.needs, subject)
        if isinstance(arguments, Missing):
            return [_missing(check, subject, arguments.because)]
        verdicts = check.judge(**arguments)
        if isinstance(verdicts, Verdict):
            verdicts = [verdicts]
        assert verdicts, "a judge gives at least one verdict"
        return [_believed(check, subject, verdict, arguments) for verdict in verdicts]
    except Exception as error:  # noqa: BLE001 -- one fault must not end the run
        if gatherer.on_fault:
            gatherer.on_fault(error)
        return [_broken(check, subject, describe_fault(error))]


def _believed(
    check: Check, subject: Subject, verdict: Verdict, arguments: dict[str, Any]
) -> Finding:
    """Make a finding of a verdict, unless it passes over something that was not seen."""
    if verdict.outcome.status is Status.PASS:
        everything = [value for value in arguments.values() if isinstance(value, Every)]
        for each in everything:
            for broken in each.broken.values():
                return _broken(check, subject, broken)
        for each in everything:
            if each.unseen:
                total = len(each.seen) + len(each.unseen)
                target, unseen = next(iter(each.unseen.items()))
                reason = f"{len(each.unseen)} of {total} unseen; {target}: {unseen.reason}"
                return _missing(check, subject, Unseen(reason))
    return write_finding(check, subject, verdict)


def write_finding(check: Check, subject: Subject, verdict: Verdict) -> Finding:
    """Write a verdict out, with the evidence and the fix for this subject."""
    outcome = verdict.outcome
    context = {
        subject.kind_name: subject.target,
        "target": verdict.place or subject.target,
        **verdict.evidence,
    }
    wants_fix = outcome.status in {Status.FAIL, Status.ASK}
    fix = fill(outcome.fix or check.documentation.fix, context) if wants_fix else ""
    if outcome.status is Status.ASK and not outcome.fix:
        fix = how_to_answer(check.id, verdict.place or subject.target) + fix
    return _finding(
        check,
        subject,
        outcome.status,
        outcome.id,
        fill(outcome.summary, context),
        place=verdict.place,
        impact=outcome.impact,
        evidence=verdict.evidence,
        fix=fix,
        effort_hours=check.effort_hours if wants_fix else 0.0,
    )


def _missing(check: Check, subject: Subject, because: Unseen | Broken) -> Finding:
    if isinstance(because, Broken):
        return _broken(check, subject, because)
    summary = f"could not be seen: {because.reason}"
    evidence = {"reason": because.reason}
    return _finding(check, subject, Status.UNKNOWN, "unseen", summary, evidence=evidence)


def _broken(check: Check, subject: Subject, fault: Broken) -> Finding:
    summary = f"a fault in launchready, not in the product: {fault.error}"
    return _finding(
        check,
        subject,
        Status.BROKEN,
        "broken",
        summary,
        evidence={"error": fault.error},
        fix="Run again with --debug and report what it prints.",
    )


def _finding(
    check: Check,
    subject: Subject,
    status: Status,
    outcome: str,
    summary: str,
    *,
    place: str = "",
    **more: Any,
) -> Finding:
    target = place or subject.target
    identity = f"{check.id}\0{subject.key}\0{place}"
    return Finding(
        check=check.id,
        stage=check.stage,
        target=target,
        status=status,
        outcome=outcome,
        summary=summary,
        verify=check.verify,
        fingerprint=hashlib.sha256(identity.encode()).hexdigest()[:16],
        bar=check.bar,
        reach=reach(subject),
        subject=subject.key,
        **more,
    )
