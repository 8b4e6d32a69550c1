"""The tables of incidents: who is down, since when, and what was done about it."""

from __future__ import annotations

from collections import defaultdict

from launchready.watch.decide.machine import CameBack, WentDown
from launchready.watch.model import Incident
from launchready.watch.store.engine import Transaction


def load_open(run: Transaction, lock: str = "") -> list[Incident]:
    """Give the open incidents, and hold them to the end of the transaction."""
    rows = run.all(
        "SELECT id, grp, severity, opened_at, acknowledged_at, acknowledged_by, told"  # noqa: S608
        f" FROM incidents WHERE closed_at IS NULL ORDER BY opened_at{lock}"
    )
    if not rows:
        return []
    members: dict[str, set[str]] = defaultdict(set)
    for incident, monitor in run.all(
        "SELECT m.incident, m.monitor FROM members m JOIN incidents i ON i.id = m.incident"
        " WHERE i.closed_at IS NULL AND m.up_since IS NULL"
    ):
        members[incident].add(monitor)
    return [
        Incident(row[0], row[1], row[2], row[3], frozenset(members[row[0]]), *row[4:])
        for row in rows
    ]


def went_down(
    run: Transaction, change: WentDown, incident: Incident, place: int, now: int
) -> None:
    """Write that a monitor opened an incident or joined it."""
    if change.opens:
        run.run(
            "INSERT INTO incidents (id, grp, severity, opened_at, acknowledged_by, told, cause)"
            " VALUES (?, ?, ?, ?, '', ?, ?)",
            incident.id, incident.group, incident.severity, incident.opened_at, incident.told,
            f"{change.monitor}: {change.reason}",
        )  # fmt: skip
    else:
        run.run(
            "UPDATE incidents SET severity = ?, told = ?, acknowledged_at = ?,"
            " acknowledged_by = ? WHERE id = ?",
            incident.severity, incident.told, incident.acknowledged_at,
            incident.acknowledged_by, incident.id,
        )  # fmt: skip
    run.run(
        "INSERT INTO members (incident, monitor, down_since, reason) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (incident, monitor, down_since) DO UPDATE SET up_since = NULL",
        incident.id, change.monitor, change.since, change.reason,
    )  # fmt: skip
    word = "opened" if change.opens else "joined"
    write(run, incident.id, place, now, word, text=f"{change.monitor} is down: {change.reason}")


def came_back(
    run: Transaction, change: CameBack, incident: Incident, place: int, now: int, *, note: str
) -> None:
    """Write that a monitor is good again, and the incident over where it was the last."""
    run.run(
        "UPDATE members SET up_since = ? WHERE incident = ? AND monitor = ?"
        " AND up_since IS NULL",
        change.since, incident.id, change.monitor,
    )  # fmt: skip
    if change.closes:
        run.run("UPDATE incidents SET closed_at = ? WHERE id = ?", now, incident.id)
    word = "closed" if change.closes else "recovered"
    text = f"{change.monitor}: {note or 'good again'}"
    write(run, incident.id, place, now, word, text=text)


def acknowledge(run: Transaction, incident: str, who: str, place: int, now: int) -> bool:
    """Write who took an open incident on; False where there is nothing to take on."""
    done = run.run(
        "UPDATE incidents SET acknowledged_at = ?, acknowledged_by = ?"
        " WHERE id = ? AND closed_at IS NULL AND acknowledged_at IS NULL",
        now, who, incident,
    )  # fmt: skip
    if done:
        write(run, incident, place, now, "acknowledged", text=f"taken on by {who}")
    return bool(done)


def write(
    run: Transaction, incident: str, place: int, at: int, kind: str, *, text: str
) -> None:
    """Add a line to an incident's timeline."""
    run.run(
        "INSERT INTO timeline (incident, place, at, kind, text) VALUES (?, ?, ?, ?, ?)",
        incident, place, at, kind, text,
    )  # fmt: skip
