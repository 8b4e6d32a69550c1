"""When it is safe to let receivers enforce DMARC, told from what they reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from launchready.mail.reports.model import AggregateReport
from launchready.mail.reports.sources import Kind, Source

DAYS_BEFORE_QUARANTINE = 14
"""Google asks for a week of reports at least (https://support.google.com/a/answer/10032473);
two show what is sent once a week twice."""

DAYS_BEFORE_REJECT = 28
"""Four weeks of quarantine: what is sent once a month (invoices) has been seen."""

TOLERATED_SHARE = 0.01
"""Of an own sender's mail that may fail, as forwarding breaks some signatures: the roadmap's
bound for errors."""

MAX_DAYS = 32
"""Of one report that are counted: they are made daily, and weekly at most."""

_NEXT = {"none": "quarantine", "quarantine": "reject"}


class Advice(StrEnum):
    """What to do about the policy now."""

    MOVE = "move"
    WAIT = "wait"
    LOOK = "look"
    """Say first of some sources whether they are yours."""
    FIX = "fix"
    DONE = "done"


class Readiness(Struct, frozen=True):
    """Whether a domain's policy can be made stricter.

    Attributes:
        domain: whose policy.
        policy: what receivers applied last.
        next_policy: the step after it, "" after the last.
        advice: what to do now.
        because: sentences that say why.
        days: different days that reports cover under this policy.
        first_day: of them all.
        last_day: of them all.
        messages: in all.
        failed: of them, those that the next policy would hit.
        own_lost: of those, how many are of own senders.
        earliest: day on which there are enough days of reports, if they go on.
    """

    domain: str
    policy: str
    next_policy: str
    advice: Advice
    because: tuple[str, ...]
    days: int
    first_day: date
    last_day: date
    messages: int
    failed: int
    own_lost: int
    earliest: date


def assess(
    reports: Iterable[AggregateReport], sources: Sequence[Source]
) -> tuple[Readiness, ...]:
    """Judge every domain that the reports are about, in alphabetical order."""
    domains: dict[str, list[AggregateReport]] = {}
    for report in reports:
        domains.setdefault(report.domain, []).append(report)
    return tuple(
        _assess(domain, found, [each for each in sources if each.domain == domain])
        for domain, found in sorted(domains.items())
    )


def _assess(domain: str, reports: list[AggregateReport], sources: list[Source]) -> Readiness:
    policy = _applied(max(reports, key=lambda each: each.end))
    current = [each for each in reports if _applied(each) == policy]
    days = {day for report in current for day in _days(report)}
    needed = DAYS_BEFORE_REJECT if policy == "quarantine" else DAYS_BEFORE_QUARANTINE
    next_policy = _NEXT.get(policy, "")
    fix = [
        f"{each.name}: {each.failed} of {each.messages} messages would be lost: {each.why}"
        for each in sources
        if each.kind is Kind.OWN and each.failing_share > TOLERATED_SHARE
    ]
    look = [
        f"{each.name}: is it yours? {each.failed} messages fail: {each.why}"
        for each in sources
        if each.kind is Kind.SERVICE
    ]
    messages = sum(each.messages for each in sources)
    if not next_policy:
        advice, because = Advice.DONE, ["the policy is p=reject already"]
    elif fix:
        advice, because = Advice.FIX, fix + look
    elif len(days) < needed or not messages:
        short = f"reports cover {len(days)} days under p={policy}; {needed} are wanted"
        advice, because = Advice.WAIT, [short, *look]
    elif look:
        advice, because = Advice.LOOK, look
    else:
        advice = Advice.MOVE
        because = [f"in {len(days)} days, nothing of yours failed that p={next_policy} hits"]
    first, last = min(each.begin for each in reports), max(each.end for each in reports)
    return Readiness(
        domain=domain,
        policy=policy,
        next_policy=next_policy,
        advice=advice,
        because=tuple(because),
        days=len(days),
        first_day=first.date(),
        last_day=last.date(),
        messages=messages,
        failed=sum(each.failed for each in sources),
        own_lost=sum(each.failed for each in sources if each.kind is Kind.OWN),
        earliest=last.date() + timedelta(days=max(0, needed - len(days))),
    )


def _days(report: AggregateReport) -> set[date]:
    """Give the days that a report is about: those whose noon it covers.

    Reports begin and end at midnight of some time zone: a day that only an end touches was
    not covered.
    """
    middle = report.begin + (report.end - report.begin) / 2
    noon = report.begin.replace(hour=12, minute=0, second=0)
    noons = [noon + timedelta(days=n) for n in range(MAX_DAYS)]
    return {each.date() for each in noons if report.begin <= each < report.end} or {
        middle.date()
    }


def _applied(report: AggregateReport) -> str:
    """Give the policy that receivers apply: t=y steps it down (RFC 9989)."""
    policy = report.policy if report.policy in _NEXT or report.policy == "reject" else "none"
    if report.testing:
        return {"reject": "quarantine"}.get(policy, "none")
    return policy
