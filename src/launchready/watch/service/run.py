"""Holds the running monitor together: one process, one event loop, one writer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from launchready.watch.decide.machine import Change
from launchready.watch.deliver.channel import Sender
from launchready.watch.deliver.links import Claim, read_token
from launchready.watch.deliver.post_office import PostOffice
from launchready.watch.model import Observation
from launchready.watch.probe.names import Names
from launchready.watch.service.ballast import Ballast
from launchready.watch.service.changes import Changes
from launchready.watch.service.clocks import Clocks
from launchready.watch.service.hand import StoreHand
from launchready.watch.service.health import Health, Vitals, judge
from launchready.watch.service.keys import (
    free_leases,
    identity_of,
    link_key,
    own_key,
)
from launchready.watch.service.metrics import write_metrics
from launchready.watch.service.others import DeadMan
from launchready.watch.service.plan import Plan
from launchready.watch.service.release_desk import ReleaseDesk
from launchready.watch.service.turn import Turn, new_holder
from launchready.watch.store.beats import Beat, keep_beat, load_beats
from launchready.watch.store.engine import StoreError
from launchready.watch.store.ids import places
from launchready.watch.store.leases import release
from launchready.watch.store.ledger import PROBING, Ledger
from launchready.watch.store.outbox import Outbox
from launchready.watch.store.rollup import roll_up

log = logging.getLogger("launchready.watch")

ROLL_UP_S = 600.0
"""How often looks are summed up."""


class Service:
    """The running monitor; `open_service` makes one, `run` runs it.

    Attributes:
        plan: what is run.
        hand: the store's threads; `hand.read(lambda reader: ...)` is the read model.
        changes: tells when something may have changed, for pages that are live.
        now: the wall clock, ms.
        places: identities that grow with time.
        releases: where releases are told of.
    """

    def __init__(self, plan: Plan, hand: StoreHand, data: Path, clocks: Clocks) -> None:
        self.plan = plan
        self.hand = hand
        self.changes = Changes()
        self.now = clocks.now
        self._clocks = clocks
        self.releases = ReleaseDesk(hand, self.changes, clocks.now)
        self._holder = new_holder()
        self._own = hand.engine.dialect == "sqlite"
        self._ballast = Ballast(data if self._own else None)
        self.places = places(clocks.now)
        self._outbox = Outbox(hand.engine, self.places)
        self._ledger = Ledger(hand.engine, plan.setting, clocks.now)
        self._jobs: dict[str, str] = {}
        self._link_key = b""
        self._turn = self._new_turn()
        self._office: PostOffice | None = None
        self._dead_man: DeadMan | None = None
        self._well = True
        self._reload: Plan | None = None
        self._changed = asyncio.Event()

    # What is asked of it.

    def job_of(self, identity: str) -> str | None:
        """Say which heartbeat a UUID calls."""
        return self._jobs.get(identity.lower())

    def ping_urls(self) -> dict[str, str]:
        """Give the path that each job calls, by the monitor's name."""
        return {name: f"/ping/{identity}" for identity, name in self._jobs.items()}

    async def beat(self, name: str, beat: Beat, exit_status: int | None) -> None:
        """Keep a job's call, and look at it at once.

        Raises:
            StoreError: it was not kept.
        """
        now = self._clocks.now()
        await self.hand.write(keep_beat, self.hand.engine, name, beat, now, exit_status)
        turn = self._turn
        turn.beats = await self.hand.write(load_beats, self.hand.engine)
        if turn.prober is not None and beat is not Beat.START:
            turn.prober.soon(name)

    def read_token(self, token: str) -> Claim:
        """Read a link's token.

        Raises:
            BadToken: it is none.
        """
        return read_token(self._link_key, token, self._clocks.now())

    def person_of(self, channel: str) -> str:
        """Say who is reached by a channel."""
        return self.plan.people.get(channel) or channel

    async def acknowledge(self, incident: str, who: str) -> bool:
        """Take on an incident; see `Ledger.acknowledge`."""
        done = await self.hand.write(self._ledger.acknowledge, incident, who)
        self.changes.announce()
        return done

    async def note(self, incident: str, who: str, text: str) -> None:
        """Add words to an incident's timeline; see `Ledger.note`."""
        await self.hand.write(self._ledger.note, incident, who, text)
        self.changes.announce()

    async def look_for_another(self, monitor: str) -> Observation | None:
        """Look at once, for a monitor elsewhere; None where there is no such monitor."""
        prober = self._turn.prober
        if prober is None or monitor not in self.plan.looks:
            return None
        return await prober.look(monitor, alone=True)

    def vitals(self) -> Vitals:
        """Say how the running parts are."""
        now = self._clocks.monotonic()
        prober, scribe, began = self._turn.prober, self._turn.scribe, self._turn.began
        called = self._dead_man.called if self._dead_man else None
        if prober is None or scribe is None:
            return Vitals("standby", uptime_s=now - began, dead_man=called)
        return Vitals(
            "probing",
            now - prober.ticked_at if prober.ticked_at else 0.0,
            scribe.waiting,
            now - max(scribe.wrote_at, began),
            scribe.error,
            scribe.lost,
            now - began,
            called,
        )

    async def health(self) -> Health:
        """Say whether the monitor can be relied on."""
        return await self._judge(self.vitals())

    async def _judge(self, vitals: Vitals) -> Health:
        now = self._clocks.now()
        try:
            monitors = await self.hand.read(lambda reader: reader.monitors())
            backlog = await self.hand.read(lambda reader: reader.backlog(now))
        except StoreError:
            return judge(vitals, [], None, now)
        return judge(vitals, monitors, backlog, now)

    async def metrics(self) -> str:
        """Write the metrics.

        Raises:
            StoreError: the store cannot be read.
        """
        now = self._clocks.now()
        monitors = await self.hand.read(lambda reader: reader.monitors())
        backlog = await self.hand.read(lambda reader: reader.backlog(now))
        incidents = await self.hand.read(lambda reader: reader.incidents(open_only=True))
        windows = await self.hand.read(lambda reader: reader.windows())
        vitals = self.vitals()
        health = judge(vitals, monitors, backlog, now)
        return write_metrics(monitors, vitals, health, backlog, len(incidents), windows=windows)

    def reload(self, plan: Plan) -> None:
        """Run another plan from now on."""
        self._reload = plan
        self._changed.set()

    # What it does.

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop; then write what is known, and let go of the lease."""
        stopping = asyncio.create_task(stop.wait())
        try:
            # The data folder's lock says already that nobody else uses this SQLite.
            if self._own:
                await self.hand.write(free_leases, self.hand.engine)
            while not stop.is_set():
                await self._run_plan(stopping)
                if self._reload is not None:
                    self.plan, self._reload = self._reload, None
                self._changed.clear()
        finally:
            stopping.cancel()
            with suppress(StoreError):
                await self.hand.write(release, self.hand.engine, PROBING, self._holder)

    async def _run_plan(self, stopping: asyncio.Task[bool]) -> None:
        """Run one plan until it is changed or all ends."""
        await self._prepare()
        self._turn = self._new_turn()
        outward = Names(self.plan.outward)
        sender = Sender(self.plan.outward, outward, self._clocks.wall)
        self._office = PostOffice(
            self._outbox,
            self.hand.write,
            self.plan.channels,
            sender.send,
            self._clocks.now,
            self.plan.product,
            self.plan.public_url,
            self._link_key,
        )
        self._dead_man = DeadMan(
            self.plan.outward,
            outward,
            self.plan.dead_man_url,
            self.plan.dead_man_every_s,
            lambda: self._well,
        )
        changed = asyncio.create_task(self._changed.wait())
        parts: list[Callable[[], Awaitable[None]]] = [
            self._office.run,
            *([self._dead_man.run] if self.plan.dead_man_url else []),
            self._check_health,
            self._keep_sums,
            partial(self._turn.run, {stopping, changed}),
        ]
        tasks: list[asyncio.Future[None]] = [asyncio.ensure_future(part()) for part in parts]
        try:
            ends: set[asyncio.Future[Any]] = {stopping, changed, *tasks}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if stopping.done() or changed.done():
                # The turn writes what it has before it ends; the others can stop anywhere.
                await tasks[-1]
            for part_done in tasks:
                if part_done.done():
                    part_done.result()
        finally:
            changed.cancel()
            for each in tasks:
                each.cancel()
            await asyncio.gather(changed, *tasks, return_exceptions=True)

    def _new_turn(self) -> Turn:
        return Turn(
            self.plan,
            self.hand,
            self._ledger,
            ballast=self._ballast,
            clocks=self._clocks,
            told=self._told,
            holder=self._holder,
        )

    async def _prepare(self) -> None:
        engine = self.hand.engine
        key = await self.hand.write(own_key, engine)
        self._link_key = link_key(key)
        self._jobs = {identity_of(key, name): name for name in self.plan.heartbeats}
        await self.hand.write(self._outbox.abandon_others, list(self.plan.channels))
        await asyncio.to_thread(self._ballast.restore)

    def _told(self, changes: list[Change]) -> None:
        if self._office is not None:
            self._office.wake()
        for change in changes:
            log.info("%s: %s", change.monitor, type(change).__name__)
        self.changes.announce()

    async def _check_health(self) -> None:
        while True:
            # A switch that did not take a call must be called again all the same.
            self._well = (await self._judge(replace(self.vitals(), dead_man=None))).well
            await asyncio.sleep(5)

    async def _keep_sums(self) -> None:
        while True:
            if self._turn.prober is not None:
                now = self._clocks.now()
                raw, hours = self.plan.raw_days, self.plan.hour_days
                work = partial(roll_up, now=now, raw_days=raw, hour_days=hours)
                try:
                    await self.hand.aside(work)
                except StoreError as error:
                    log.warning("the sums could not be kept: %s", error)
                await asyncio.to_thread(self._ballast.restore)
            await asyncio.sleep(ROLL_UP_S)
