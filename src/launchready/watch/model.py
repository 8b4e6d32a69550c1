"""The words that every part of the monitor speaks: frozen, typed, without I/O.

Moments are whole milliseconds since 1970 in UTC ("ms"), durations are named by their unit.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct, field

from launchready.manifest.schema import MonitorKind

Severity = Literal["page", "notify"]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Verdict(StrEnum):
    """What one look says of what it looked at."""

    UP = "up"
    DOWN = "down"
    UNJUDGED = "unjudged"
    """A fault or blindness of ours: neither good nor bad, and nobody is blamed."""


class Status(StrEnum):
    """What is held to be true of a monitor."""

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"


class Rules(Struct, frozen=True):
    """When a monitor's looks become an incident.

    Attributes:
        misses: bad looks in a row that open one.
        recover: good looks in a row that close it.
        severity: whether somebody is woken.
        calm_ms: how long a flapping monitor must be good before its incident is closed.
    """

    misses: int = 2
    recover: int = 2
    severity: Severity = "page"
    calm_ms: int = 10 * MINUTE


class Watched(Struct, frozen=True):
    """A monitor as it is run.

    Attributes:
        name: unique.
        kind: how it looks.
        group: monitors of one group share an incident.
        period_ms: from one look to the next.
        rules: when its looks become an incident.
    """

    name: str
    kind: MonitorKind
    group: str
    period_ms: int
    rules: Rules = Rules()


class Phases(Struct, frozen=True):
    """Where a look spent its time, in milliseconds; None where nothing was spent."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None


class Observation(Struct, frozen=True):
    """One look at one monitor.

    Attributes:
        monitor: its name.
        at: when the look began, ms.
        verdict: what it says.
        reason: why not up, fit to be shown; empty where up.
        latency_ms: to the end of the answer; None where there was none.
        status: of HTTP; 0 where there was none.
        certificate_ends: when the first certificate to expire does, ms.
        release: what the release header said.
        phases: where the time went.
    """

    monitor: str
    at: int
    verdict: Verdict
    reason: str = ""
    latency_ms: float | None = None
    status: int = 0
    certificate_ends: int | None = None
    release: str = ""
    phases: Phases = Phases()


class Incident(Struct, frozen=True):
    """An outage of one group.

    Attributes:
        id: opaque, unique.
        group: whose outage it is.
        severity: the highest among its members.
        opened_at: when it was decided, ms.
        members: names of the monitors that are down now.
        acknowledged_at: when somebody took it on, ms.
        acknowledged_by: who that was.
        told: how many times people were told of it, the opening included.
    """

    id: str
    group: str
    severity: Severity
    opened_at: int
    members: frozenset[str] = field(default_factory=frozenset)
    acknowledged_at: int | None = None
    acknowledged_by: str = ""
    told: int = 0


class Gap(StrEnum):
    """Why looks of ours did not happen, or cannot be believed."""

    CLOCK = "clock"
    SUSPEND = "suspend"
    STALL = "stall"
    RESTART = "restart"
    NETWORK = "network"


class MissedWindow(Struct, frozen=True):
    """A time in which we did not look, or could not: no downtime of anybody's.

    Attributes:
        start: first moment, ms.
        end: last moment, ms.
        cause: why.
    """

    start: int
    end: int
    cause: Gap


class News(StrEnum):
    """What a message to people is about."""

    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"
    MISSED = "missed-window"
    TEST = "test"


class Alert(Struct, frozen=True):
    """One message to one channel, as it is put into the outbox.

    Attributes:
        key: the same for the same news to the same channel, whatever happens to us.
        channel: its name.
        incident: id of the incident; empty for news of ourselves.
        news: what it is about.
        severity: of the news.
        due_at: when it may leave at the earliest, ms.
        escalation: it is dropped once somebody has acknowledged.
        digest: it may wait for others and leave with them as one message.
        title: one line.
        text: the rest, lines.
    """

    key: str
    channel: str
    incident: str
    news: News
    severity: Severity
    due_at: int
    escalation: bool
    digest: bool
    title: str
    text: str
