"""The answers: moments are RFC 3339 in UTC, latencies milliseconds, rates shares of 1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer

from launchready.watch.store import rows

T = TypeVar("T")


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_rfc3339, return_type=str)]


def moment(ms: int) -> datetime:
    """Make a moment of milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def maybe(ms: int | None) -> datetime | None:
    """Make a moment, where there is one."""
    return None if ms is None else moment(ms)


def rounded(value: float | None, digits: int = 2) -> float | None:
    """Round, where there is something."""
    return None if value is None else round(value, digits)


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True)


class Page(Shape, Generic[T]):
    """A part of a list, from new to old; `next` gives the following part, null at the end."""

    items: tuple[T, ...]
    next: str | None


class Monitor(Shape):
    """A monitor and its last look."""

    name: str
    kind: str
    group: str
    severity: str
    every_s: float
    status: str
    since: Moment | None
    seen_at: Moment | None
    verdict: str | None
    reason: str
    latency_ms: float | None
    http_status: int | None
    certificate_ends: Moment | None
    release: str
    phases_ms: Mapping[str, float]

    @classmethod
    def of(cls, row: rows.MonitorNow) -> Monitor:
        """Make it of a row."""
        phases = {
            "dns": row.phases.dns,
            "connect": row.phases.connect,
            "tls": row.phases.tls,
            "first_byte": row.phases.first_byte,
        }
        return cls(
            name=row.name,
            kind=row.kind,
            group=row.group,
            severity=row.severity,
            every_s=row.period_ms / 1000,
            status=row.status.value,
            since=moment(row.since) if row.since else None,
            seen_at=maybe(row.seen_at),
            verdict=row.verdict.value if row.verdict else None,
            reason=row.reason,
            latency_ms=rounded(row.latency_ms),
            http_status=row.http_status or None,
            certificate_ends=maybe(row.certificate_ends),
            release=row.release,
            phases_ms={name: round(ms, 2) for name, ms in phases.items() if ms is not None},
        )


class Monitors(Shape):
    """Every monitor, by name."""

    items: tuple[Monitor, ...]


class Look(Shape):
    """One look; `expected` says that it was a miss within maintenance."""

    at: Moment
    verdict: str
    expected: bool
    latency_ms: float | None
    release: str
    reason: str

    @classmethod
    def of(cls, row: rows.Look) -> Look:
        """Make it of a row."""
        return cls(
            at=moment(row.at),
            verdict=row.verdict.value,
            expected=row.expected,
            latency_ms=rounded(row.latency_ms),
            release=row.release,
            reason=row.reason,
        )


class Uptime(Shape):
    """What a monitor was like over a stretch of time; latencies are to 2 %."""

    start: Moment
    end: Moment
    release: str
    up: int
    down: int
    unjudged: int
    uptime: float | None
    p50_ms: float | None
    p95_ms: float | None

    @classmethod
    def of(cls, row: rows.Stretch) -> Uptime:
        """Make it of a stretch."""
        return cls(
            start=moment(row.start),
            end=moment(row.start + row.length),
            release=row.release,
            up=row.up,
            down=row.down,
            unjudged=row.unjudged,
            uptime=rounded(row.uptime, 6),
            p50_ms=rounded(row.latencies.quantile(0.5)),
            p95_ms=rounded(row.latencies.quantile(0.95)),
        )


class Uptimes(Shape):
    """A monitor's time, as a whole or by release."""

    items: tuple[Uptime, ...]


class Incident(Shape):
    """An outage of one group."""

    id: str
    group: str
    severity: str
    opened_at: Moment
    closed_at: Moment | None
    acknowledged_at: Moment | None
    acknowledged_by: str
    cause: str

    @classmethod
    def of(cls, row: rows.IncidentRow) -> Incident:
        """Make it of a row."""
        return cls(**_incident(row))


def _incident(row: rows.IncidentRow) -> dict[str, object]:
    return {
        "id": row.id,
        "group": row.group,
        "severity": row.severity,
        "opened_at": moment(row.opened_at),
        "closed_at": maybe(row.closed_at),
        "acknowledged_at": maybe(row.acknowledged_at),
        "acknowledged_by": row.acknowledged_by,
        "cause": row.cause,
    }


class Member(Shape):
    """A monitor's part in an incident; `up_since` is null while it is down."""

    monitor: str
    down_since: Moment
    up_since: Moment | None
    reason: str


class TimelineLine(Shape):
    """Something that happened in an incident."""

    at: Moment
    kind: str
    text: str


class Delivery(Shape):
    """A message to a channel."""

    id: int
    channel: str
    incident: str
    news: str
    severity: str
    title: str
    state: str
    created_at: Moment
    due_at: Moment
    sent_at: Moment | None
    attempts: int
    error: str

    @classmethod
    def of(cls, row: rows.Delivery) -> Delivery:
        """Make it of a row."""
        return cls(
            id=row.id,
            channel=row.channel,
            incident=row.incident,
            news=row.news.value,
            severity=row.severity,
            title=row.title,
            state=row.state,
            created_at=moment(row.created_at),
            due_at=moment(row.due_at),
            sent_at=maybe(row.sent_at),
            attempts=row.attempts,
            error=row.error,
        )


class IncidentWhole(Incident):
    """An incident with all that belongs to it."""

    members: tuple[Member, ...]
    timeline: tuple[TimelineLine, ...]
    deliveries: tuple[Delivery, ...]

    @classmethod
    def of_page(cls, page: rows.IncidentPage) -> IncidentWhole:
        """Make it of what the store knows."""
        return cls(
            **_incident(page.row),
            members=tuple(
                Member(
                    monitor=each.monitor,
                    down_since=moment(each.down_since),
                    up_since=maybe(each.up_since),
                    reason=each.reason,
                )
                for each in page.members
            ),
            timeline=tuple(
                TimelineLine(at=moment(each.at), kind=each.kind, text=each.text)
                for each in page.timeline
            ),
            deliveries=tuple(map(Delivery.of, page.deliveries)),
        )


class Done(Shape):
    """Whether it was done now: false where it had been done before."""

    done: bool
