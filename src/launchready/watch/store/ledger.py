"""Writes looks and all that follows from them: one batch, one transaction.

The look, the monitor's state, the incident and the messages about it are kept together or
not at all; a process that dies at any moment loses none of them and repeats none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from launchready.watch.decide.hours import Calendar
from launchready.watch.decide.machine import (
    CameBack,
    Change,
    MonitorState,
    WentDown,
    decide,
)
from launchready.watch.decide.routing import Route, for_close, for_down, for_missed
from launchready.watch.model import (
    Incident,
    MissedWindow,
    Observation,
    Status,
    Verdict,
    Watched,
)
from launchready.watch.store import incidents, leases, looks, outbox, trials
from launchready.watch.store.engine import Engine, Transaction
from launchready.watch.store.ids import new_incident_id, places

PROBING = "probing"
"""The lease of the instance that looks."""


class Setting(Struct, frozen=True):
    """What of the manifest decisions depend on."""

    watched: Mapping[str, Watched]
    routes: tuple[Route, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)


class Ledger:
    """The one writer of looks and incidents.

    Args:
        engine: used by one thread at a time.
        setting: what is watched, and who is told.
        now: the wall clock, ms.
        new_id: makes the identity of an incident.
    """

    def __init__(
        self,
        engine: Engine,
        setting: Setting,
        now: Callable[[], int],
        new_id: Callable[[], str] = new_incident_id,
    ) -> None:
        self.setting = setting
        self._engine = engine
        self._now = now
        self._new_id = new_id
        self._places = places(now)
        self._lock = " FOR UPDATE" if engine.dialect == "postgres" else ""
        self._token = 0
        self._ids: dict[str, int] = {}
        self._states: dict[str, MonitorState] = {}
        self._releases: dict[str, int] = {}

    def take_over(self, token: int, setting: Setting | None = None) -> None:
        """Begin to write with a fencing token: load what is known, list what is watched.

        Incidents of monitors that are no longer watched are closed.

        Raises:
            Fenced, StoreError: nothing was changed.
        """
        setting = setting or self.setting
        now = self._now()
        with self._engine.transaction() as run:
            leases.check(run, PROBING, token, self._lock)
            ids = looks.list_monitors(run, setting.watched.values(), now)
            states = looks.load_states(run)
            releases = looks.load_releases(run)
            gone = self._forget(run, setting, states, now)
            trials.end_old(run, now)
        self._token, self.setting = token, setting
        self._ids, self._releases = ids, releases
        self._states = {name: s for name, s in states.items() if name not in gone}

    def _forget(
        self,
        run: Transaction,
        setting: Setting,
        states: Mapping[str, MonitorState],
        now: int,
    ) -> set[str]:
        """Take monitors out of incidents that no look can close any more."""
        gone = set()
        for incident in incidents.load_open(run, self._lock):
            for name in sorted(incident.members):
                watched = setting.watched.get(name)
                state = states.get(name, MonitorState())
                if watched and watched.group == incident.group and state.status is Status.DOWN:
                    continue
                gone.add(name)
                left = incident.members - {name}
                change = CameBack(name, now, closes=not left)
                self._keep(run, change, incident, None, now, note="no longer watched")
                incident = replace(incident, members=left)  # noqa: PLW2901
        return gone

    def record(self, batch: Sequence[Observation], *, again: bool = False) -> list[Change]:
        """Keep looks and what they led to.

        Args:
            batch: what was seen.
            again: a try before this one failed, and may have been kept all the same.

        Raises:
            Fenced, StoreError: nothing of the batch was kept; it may be tried again.
        """
        now = self._now()
        latest: dict[str, Observation] = {}
        expected: set[int] = set()
        changes: list[Change] = []
        with self._engine.transaction() as run:
            leases.check(run, PROBING, self._token, self._lock)
            states = looks.load_states(run) if again else dict(self._states)
            batch = looks.unknown(run, self._ids, batch) if again else batch
            releases = self._learn_releases(run, batch)
            open_now = {each.group: each for each in incidents.load_open(run, self._lock)}
            for place, seen in enumerate(batch):
                watched = self.setting.watched.get(seen.monitor)
                if watched is None:
                    continue
                latest[seen.monitor] = seen
                maintenance = seen.verdict is Verdict.DOWN and self.setting.calendar.covers(
                    seen.monitor, seen.at
                )
                if maintenance:
                    expected.add(place)
                before = open_now.get(watched.group)
                decision = decide(
                    watched.rules,
                    watched.group,
                    states.get(seen.monitor, MonitorState()),
                    before,
                    seen,
                    maintenance=maintenance,
                    new_id=self._new_id(),
                )
                states[seen.monitor] = decision.state
                if decision.change is None:
                    continue
                changes.append(decision.change)
                after = decision.incident
                self._keep(run, decision.change, before, after, now)
                if after is None:
                    open_now.pop(watched.group, None)
                else:
                    open_now[watched.group] = after
            looks.keep(run, self._ids, releases, batch, expected)
            looks.keep_states(run, self._ids, states, latest)
        self._states, self._releases = states, releases
        return changes

    def _keep(
        self,
        run: Transaction,
        change: Change,
        before: Incident | None,
        after: Incident | None,
        now: int,
        *,
        note: str = "",
    ) -> None:
        """Write a change of an incident, and the messages about it."""
        routes = self.setting.routes
        if isinstance(change, WentDown):
            assert after is not None
            incidents.went_down(run, change, after, next(self._places), now)
            alerts = for_down(change, after, routes, now)
        else:
            assert before is not None
            incidents.came_back(run, change, before, next(self._places), now, note=note)
            if not change.closes:
                return
            outbox.drop_escalations(run, before.id)
            told = outbox.told(run, before.id)
            alerts = for_close(change, before, routes, told, now)
        outbox.put(run, alerts, self._places, now)

    def _learn_releases(self, run: Transaction, batch: Sequence[Observation]) -> dict[str, int]:
        known = dict(self._releases)
        for seen in batch:
            if seen.release and seen.release not in known:
                known[seen.release] = looks.add_release(run, seen.release, seen.at)
        return known

    def missed(self, window: MissedWindow, *, tell: bool) -> None:
        """Keep a time in which we did not look; tell people where it cost a look.

        Raises:
            Fenced, StoreError: nothing was kept.
        """
        now = self._now()
        with self._engine.transaction() as run:
            leases.check(run, PROBING, self._token, self._lock)
            run.run(
                "INSERT INTO windows (start_at, end_at, cause) VALUES (?, ?, ?)"
                " ON CONFLICT (start_at, cause) DO UPDATE SET end_at = excluded.end_at",
                window.start, window.end, window.cause.value,
            )  # fmt: skip
            if tell:
                alerts = for_missed(window, self.setting.routes, now)
                outbox.put(run, alerts, self._places, now)

    def alive(self, now: int) -> None:
        """Remember that we were there, so that a restart knows how long nobody looked."""
        with self._engine.transaction() as run:
            leases.check(run, PROBING, self._token, self._lock)
            set_fact(run, "alive_at", str(now))

    def acknowledge(self, incident: str, who: str) -> bool:
        """Take on an incident: the second person is left in peace.

        Returns:
            False where it is closed, was taken on before, or does not exist.

        Raises:
            StoreError: nothing was changed.
        """
        now = self._now()
        with self._engine.transaction() as run:
            if not incidents.acknowledge(run, incident, who, next(self._places), now):
                return False
            outbox.drop_escalations(run, incident)
            return True

    def note(self, incident: str, who: str, text: str) -> None:
        """Add a person's words to an incident's timeline.

        Raises:
            StoreError: nothing was changed, or there is no such incident.
        """
        with self._engine.transaction() as run:
            at = self._now()
            incidents.write(
                run, incident, next(self._places), at, "note", text=f"{who}: {text}"
            )


def fact(run: Transaction, name: str) -> str | None:
    """Give one of the store's own facts."""
    rows = run.all("SELECT value FROM facts WHERE name = ?", name)
    return str(rows[0][0]) if rows else None


def set_fact(run: Transaction, name: str, value: str) -> None:
    """Write one of the store's own facts."""
    run.run(
        "INSERT INTO facts (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name, value,
    )  # fmt: skip
