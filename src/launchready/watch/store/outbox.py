"""Messages that must arrive: put in with the change they tell of, leased by senders.

A message is leased before it is sent and marked after; a sender that dies in between
leaves it to be leased again, with the same key.  Of one incident and channel, an earlier
message always leaves before a later one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from launchready.watch.model import Alert, News, Severity
from launchready.watch.store import incidents
from launchready.watch.store.engine import Engine, Transaction

LEASE_MS = 60_000
"""How long a sender has for one message; longer than a channel's time-out."""


class Leased(Struct, frozen=True):
    """A message in a sender's hands.

    Attributes:
        id: its place in the outbox.
        alert: the message.
        attempts: how many times it was leased, this one included.
        created_at: when it was put in, ms.
        lease: whose hands these are.
    """

    id: int
    alert: Alert
    attempts: int
    created_at: int
    lease: str


def put(run: Transaction, alerts: Iterable[Alert], places: Iterator[int], now: int) -> int:
    """Put messages in; one whose key is known is there already. Gives how many were new."""
    return sum(
        run.run(
            "INSERT INTO outbox (id, key, channel, incident, news, severity, due_at,"
            " escalation, digest, title, text, created_at, state, attempts, next_at, lease,"
            " lease_until, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0,"
            " ?, '', 0, '') ON CONFLICT (key) DO NOTHING",
            next(places), each.key, each.channel, each.incident, each.news.value,
            each.severity, each.due_at, int(each.escalation), int(each.digest), each.title,
            each.text, now, each.due_at,
        )
        for each in alerts
    )  # fmt: skip


def drop_escalations(run: Transaction, incident: str) -> None:
    """Take out what the second person need not hear any more."""
    run.run(
        "UPDATE outbox SET state = 'dropped' WHERE incident = ? AND escalation = 1"
        " AND state = 'pending' AND attempts = 0",
        incident,
    )


def told(run: Transaction, incident: str) -> set[str]:
    """Say which channels were told of an incident, or are about to be."""
    rows = run.all(
        "SELECT DISTINCT channel FROM outbox WHERE incident = ? AND state <> 'dropped'",
        incident,
    )
    return {row[0] for row in rows}


class Outbox:
    """Hands messages to senders.

    Args:
        engine: used by one thread at a time.
        places: identities for lines of timelines.
    """

    def __init__(self, engine: Engine, places: Iterator[int]) -> None:
        self._engine = engine
        self._places = places
        self._skip = " FOR UPDATE SKIP LOCKED" if engine.dialect == "postgres" else ""

    def put(self, alerts: Iterable[Alert], now: int) -> int:
        """Put in messages that tell of no change; see `put`."""
        with self._engine.transaction() as run:
            return put(run, alerts, self._places, now)

    def lease(
        self,
        lease: str,
        now: int,
        limit: int = 20,
        *,
        channel: str | None = None,
        digest: bool = False,
    ) -> list[Leased]:
        """Take messages that are due, the oldest first.

        Args:
            lease: identity of the sender, unique.
            now: ms.
            limit: how many at most.
            channel: only this one's; None takes all.
            digest: only what may be sent together.
        """
        which = (" AND o.channel = ?" if channel else "") + (
            " AND o.digest = 1" if digest else ""
        )
        values = (now, now, *([channel] if channel else []), limit)
        with self._engine.transaction() as run:
            rows = run.all(
                "SELECT o.id, o.key, o.channel, o.incident, o.news, o.severity, o.due_at,"  # noqa: S608
                " o.escalation, o.digest, o.title, o.text, o.attempts, o.created_at"
                " FROM outbox o WHERE o.state = 'pending' AND o.next_at <= ?"
                " AND o.lease_until <= ? AND NOT EXISTS (SELECT 1 FROM outbox e"
                " WHERE e.incident = o.incident AND e.channel = o.channel AND e.id < o.id"
                " AND e.incident <> '' AND e.state = 'pending' AND e.digest = 0)"
                f"{which} ORDER BY o.id LIMIT ?{self._skip}",
                *values,
            )  # fmt: skip
            run.many(
                "UPDATE outbox SET lease = ?, lease_until = ?, attempts = attempts + 1"
                " WHERE id = ?",
                [(lease, now + LEASE_MS, row[0]) for row in rows],
            )
        return [
            Leased(
                row[0],
                Alert(
                    row[1], row[2], row[3], News(row[4]), _severity(row[5]), row[6],
                    bool(row[7]), bool(row[8]), row[9], row[10],
                ),
                row[11] + 1,
                row[12],
                lease,
            )
            for row in rows
        ]  # fmt: skip

    def sent(self, messages: Iterable[Leased], now: int) -> None:
        """Mark messages as arrived, and write it on their incidents' timelines."""
        with self._engine.transaction() as run:
            for message in messages:
                done = run.run(
                    "UPDATE outbox SET state = 'sent', sent_at = ?, error = ''"
                    " WHERE id = ? AND state = 'pending'",
                    now, message.id,
                )  # fmt: skip
                alert = message.alert
                if done and alert.incident:
                    text = f"{alert.channel} was told: {alert.title}"
                    incidents.write(
                        run, alert.incident, next(self._places), now, "told", text=text
                    )

    def failed(self, message: Leased, next_at: int, error: str, *, give_up: bool) -> None:
        """Give a message back: to be tried again, or to be given up.

        A sender whose lease ran out meanwhile changes nothing.
        """
        with self._engine.transaction() as run:
            run.run(
                "UPDATE outbox SET state = ?, next_at = ?, lease = '', lease_until = 0,"
                " error = ? WHERE id = ? AND lease = ? AND state = 'pending'",
                "given-up" if give_up else "pending", next_at, error, message.id,
                message.lease,
            )  # fmt: skip
            if give_up and message.alert.incident:
                alert = message.alert
                text = f"{alert.channel} could not be told: {error}"
                incidents.write(
                    run, alert.incident, next(self._places), next_at, "lost", text=text
                )

    def abandon_others(self, channels: Collection[str]) -> None:
        """Give up what is for channels that are no longer declared."""
        with self._engine.transaction() as run:
            waiting = run.all("SELECT DISTINCT channel FROM outbox WHERE state = 'pending'")
            run.many(
                "UPDATE outbox SET state = 'given-up', error = 'the channel is gone'"
                " WHERE channel = ? AND state = 'pending'",
                [row for row in waiting if row[0] not in channels],
            )

    def next_due(self) -> int | None:
        """Say when something may be due next, ms; None of nothing."""
        with self._engine.transaction(write=False) as run:
            rows = run.all("SELECT MIN(next_at) FROM outbox WHERE state = 'pending'")
        return None if rows[0][0] is None else int(rows[0][0])


def _severity(text: str) -> Severity:
    return "page" if text == "page" else "notify"
