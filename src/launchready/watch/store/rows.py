"""What the read model gives: frozen rows, ready to be shown."""

from __future__ import annotations

from msgspec import Struct

from launchready.watch.model import News, Phases, Severity, Status, Verdict
from launchready.watch.store.latencies import Latencies


class MonitorNow(Struct, frozen=True):
    """A monitor and its last look.

    Attributes:
        name, kind, group, severity: as declared.
        period_ms: from one look to the next.
        status: what is held to be true; since when, ms.
        seen_at: when it was last looked at, ms; None where never.
        verdict, reason, latency_ms, http_status, phases: of the last look.
        certificate_ends: ms; None where there is no certificate.
        release: what the release header said last.
    """

    name: str
    kind: str
    group: str
    severity: Severity
    period_ms: int
    status: Status
    since: int
    seen_at: int | None
    verdict: Verdict | None
    reason: str
    latency_ms: float | None
    http_status: int
    certificate_ends: int | None
    release: str
    phases: Phases


class Look(Struct, frozen=True):
    """One look.

    Attributes:
        at: ms.
        verdict: what it said.
        expected: it was a miss within maintenance.
        latency_ms: None where there was no answer.
        release: what the release header said.
        reason: why not up.
    """

    at: int
    verdict: Verdict
    expected: bool
    latency_ms: float | None
    release: str
    reason: str


class Stretch(Struct, frozen=True):
    """Looks of one monitor over a stretch of time, of one release or of all.

    Attributes:
        start: ms.
        length: ms.
        release: empty for what showed none, or for all together.
        up, down, unjudged: how many looks said so.
        latencies: of the good looks.
    """

    start: int
    length: int
    release: str
    up: int
    down: int
    unjudged: int
    latencies: Latencies

    @property
    def uptime(self) -> float | None:
        """Give the share of judged looks that were good; None where none was judged."""
        judged = self.up + self.down
        return self.up / judged if judged else None


class Member(Struct, frozen=True):
    """A monitor's part in an incident; `up_since` is None while it is down."""

    monitor: str
    down_since: int
    up_since: int | None
    reason: str


class TimelineLine(Struct, frozen=True):
    """Something that happened in an incident.

    Attributes:
        place: its identity; lines are in the order of it.
        at: ms.
        kind: opened joined recovered closed acknowledged told lost note.
        text: in words.
    """

    place: int
    at: int
    kind: str
    text: str


class IncidentRow(Struct, frozen=True):
    """An incident in a list; moments in ms, None for what has not happened."""

    id: str
    group: str
    severity: Severity
    opened_at: int
    closed_at: int | None
    acknowledged_at: int | None
    acknowledged_by: str
    cause: str


class IncidentPage(Struct, frozen=True):
    """An incident with all that belongs to it."""

    row: IncidentRow
    members: tuple[Member, ...]
    timeline: tuple[TimelineLine, ...]
    deliveries: tuple[Delivery, ...]


class Delivery(Struct, frozen=True):
    """A message to a channel.

    Attributes:
        id: its identity.
        key: its idempotency key.
        state: pending sent dropped given-up.
        created_at, due_at, sent_at: ms.
        attempts: how often it was tried.
        error: how the last try failed.
    """

    id: int
    key: str
    channel: str
    incident: str
    news: News
    severity: Severity
    title: str
    state: str
    created_at: int
    due_at: int
    sent_at: int | None
    attempts: int
    error: str


class Backlog(Struct, frozen=True):
    """How delivery stands.

    Attributes:
        pending: messages that are due and not yet sent.
        oldest_due: since when the oldest of them is due, ms.
        given_up: messages that were never delivered, of the last three days.
    """

    pending: int
    oldest_due: int | None
    given_up: int
