"""Who is told what, and when: by severity, quiet hours, digests and escalation.

Everything that will be sent for an opening is put into the outbox at once, the second
person's message with a later time: an acknowledgement takes it out again.  So no timer
has to survive a crash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from msgspec import Struct

from launchready.watch.decide.hours import end_of_quiet, next_digest
from launchready.watch.decide.machine import CameBack, WentDown
from launchready.watch.model import (
    MINUTE,
    SECOND,
    Alert,
    Incident,
    MissedWindow,
    News,
    Severity,
)


class Route(Struct, frozen=True):
    """A channel as routing sees it.

    Attributes:
        name: of the channel.
        severities: what it is told of.
        after_ms: how long nobody must have acknowledged before it is told.
        quiet: hours in which `notify` waits; empty for none.
        digest: how `notify` is collected; empty where it is not.
        zone: where both are read.
    """

    name: str
    severities: frozenset[Severity]
    after_ms: int = 0
    quiet: str = ""
    digest: str = ""
    zone: str = "UTC"


def for_down(
    change: WentDown, incident: Incident, routes: Iterable[Route], at: int
) -> tuple[Alert, ...]:
    """Give the messages for a monitor that went down; none where people know already."""
    if not (change.opens or change.raises):
        return ()
    news = News.OPENED if change.opens else News.UPDATED
    names = ", ".join(sorted(incident.members))
    title = f"DOWN: {names}" + ("" if names == incident.group else f" ({incident.group})")
    text = "\n".join(
        [
            f"{change.monitor}: {change.reason or 'no answer'}",
            f"Down since {clock(change.since)}.",
        ]
    )
    return tuple(
        _alert(route, incident, news, incident.told, (title, text), at=at)
        for route in routes
        if incident.severity in route.severities
    )


def for_close(
    change: CameBack,
    incident: Incident,
    routes: Iterable[Route],
    told: Collection[str],
    at: int,
) -> tuple[Alert, ...]:
    """Give the messages for an incident that is over, to those who were told of it."""
    title = f"UP: {incident.group}"
    lasted = duration(at - incident.opened_at)
    text = f"Good again since {clock(change.since)}; the incident lasted {lasted}."
    return tuple(
        _alert(route, incident, News.CLOSED, 1, (title, text), at=at, now=True)
        for route in routes
        if route.name in told
    )


def for_missed(window: MissedWindow, routes: Iterable[Route], at: int) -> tuple[Alert, ...]:
    """Give the messages about a time in which we ourselves did not look."""
    lasted = duration(window.end - window.start)
    title = f"launchready did not look for {lasted} ({window.cause.value})"
    text = (
        f"From {clock(window.start)} to {clock(window.end)} nothing was checked, through a "
        "fault on the monitor's side. It says nothing of the product."
    )
    severity: Severity = "notify"
    return tuple(
        Alert(
            key=f"missed-{window.start}-{window.cause.value}:{route.name}",
            channel=route.name,
            incident="",
            news=News.MISSED,
            severity=severity,
            due_at=_due(route, severity, at),
            escalation=False,
            digest=bool(route.digest),
            title=title,
            text=text,
        )
        for route in _for_ourselves(routes)
    )


def _for_ourselves(routes: Iterable[Route]) -> list[Route]:
    """Pick who hears of our own faults: those told of `notify`, or else everybody."""
    first = [route for route in routes if not route.after_ms]
    return [route for route in first if "notify" in route.severities] or first


def _alert(
    route: Route,
    incident: Incident,
    news: News,
    count: int,
    words: tuple[str, str],
    *,
    at: int,
    now: bool = False,
) -> Alert:
    severity = incident.severity
    return Alert(
        key=f"{incident.id}:{news.value}{count}:{route.name}",
        channel=route.name,
        incident=incident.id,
        news=news,
        severity=severity,
        due_at=_due(route, severity, at if now else at + route.after_ms),
        escalation=bool(route.after_ms) and not now,
        digest=bool(route.digest) and severity == "notify",
        title=words[0],
        text=words[1],
    )


def _due(route: Route, severity: Severity, at: int) -> int:
    if severity == "page":
        return at
    if route.digest:
        at = next_digest(route.digest, route.zone, at)
    return end_of_quiet(route.quiet, route.zone, at)


def clock(at: int) -> str:
    """Write a moment for people: date, time to the second, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(ms: int) -> str:
    """Write how long something lasted, in its two largest units."""
    seconds = max(0, ms // SECOND)
    if ms < 2 * MINUTE:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    if hours < 2:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60} min" if hours < 48 else f"{hours // 24} days"
