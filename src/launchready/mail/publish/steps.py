"""The way from no DMARC to p=reject: steps with dates, conditions and the exact records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from launchready.facts.dmarc import DmarcLookup
from launchready.mail.publish.entry import Entry, State
from launchready.mail.reports.readiness import (
    DAYS_BEFORE_QUARANTINE,
    DAYS_BEFORE_REJECT,
    Advice,
    Readiness,
)

_POLICIES = ("none", "quarantine", "reject")


class Step(Struct, frozen=True):
    """One step on the way.

    Attributes:
        on: first day on which it may be taken; None where it is done.
        title: what to do.
        record: value to publish at _dmarc, "" where the step is another.
        conditions: what must hold first.
    """

    on: date | None
    title: str
    record: str = ""
    conditions: tuple[str, ...] = ()


def plan_steps(
    domain: str,
    entries: Sequence[Entry],
    policy: DmarcLookup,
    today: date,
    readiness: Readiness | None = None,
) -> tuple[Step, ...]:
    """Plan a domain's way to enforcement.

    Args:
        domain: the one in From.
        entries: its records, held against what is published.
        policy: its DMARC record as published.
        today: first day of what is not done yet.
        readiness: what reports say of it, if there are any.
    """
    todo = [e for e in entries if e.state is not State.THERE and "_dmarc." not in e.name]
    steps = [_records(todo, today)]
    now = _now(policy)
    start = next(
        (e.value for e in entries if e.name.startswith("_dmarc.") and e.type == "TXT"),
        f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}",
    )
    steps.append(_reporting(policy, start, today))
    day = today
    for at, wanted in ((0, "quarantine"), (1, "reject")):
        if now >= _POLICIES.index(wanted):
            steps.append(Step(None, f"enforce p={wanted}"))
            continue
        days = (DAYS_BEFORE_QUARANTINE, DAYS_BEFORE_REJECT)[at]
        told = readiness if readiness and readiness.next_policy == wanted else None
        day = _earliest(told, day, days)
        steps.append(
            Step(
                day, f"enforce p={wanted}", with_policy(start, wanted), _conditions(told, days)
            )
        )
    return tuple(steps)


def _now(policy: DmarcLookup) -> int:
    """Give the place of the policy that receivers apply; t=y steps it down (RFC 9989)."""
    if policy.record is None:
        return 0
    at = _POLICIES.index(policy.policy or "none")
    return max(0, at - 1) if policy.record.testing else at


def _records(todo: Sequence[Entry], today: date) -> Step:
    if not todo:
        return Step(None, "publish SPF, DKIM and return paths")
    names = ", ".join(f"{each.type} at {each.name}" for each in todo)
    return Step(today, f"publish {names} (launchready email records)")


def _reporting(policy: DmarcLookup, start: str, today: date) -> Step:
    title = "ask for reports"
    if policy.record is not None and policy.record.rua:
        return Step(None, title, policy.record.text)
    return Step(today, title, start)


def _earliest(told: Readiness | None, before: date, days: int) -> date:
    """Give the first day: what reports cover already counts, unless something must be fixed."""
    if told is None or told.advice is Advice.FIX:
        return before + timedelta(days=days)
    return before + (told.earliest - told.last_day)


def _conditions(told: Readiness | None, days: int) -> tuple[str, ...]:
    general = f"{days} days of reports show no own sender with over 1 % of failing mail"
    if told is None:
        return (general,)
    head = {
        Advice.MOVE: "reports say that this holds now",
        Advice.WAIT: "not enough days of reports yet",
        Advice.LOOK: "say first whose these are",
    }.get(told.advice, "fix first, and count the days anew")
    return (general, f"{head}: {'; '.join(told.because)}")


def with_policy(record: str, policy: str) -> str:
    """Change a record's p=, and leave out t=, pct= and a weaker sp=."""
    kept = []
    for part in record.split(";"):
        name, _, value = (piece.strip() for piece in part.partition("="))
        name = name.lower()
        if not name or name in {"t", "pct", "rf", "ri"}:
            continue
        if name == "p":
            kept.append(f"p={policy}")
        elif name in {"sp", "np"} and _weaker(value.lower(), policy):
            continue
        else:
            kept.append(re.sub(r"\s+", " ", part.strip()))
    return "; ".join(kept)


def _weaker(value: str, policy: str) -> bool:
    return value in _POLICIES and _POLICIES.index(value) < _POLICIES.index(policy)
