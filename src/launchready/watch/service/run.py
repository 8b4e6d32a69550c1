"""Holds the running monitor together: one process, one event loop, one writer."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from launchready.watch.decide.machine import Change
from launchready.watch.deliver.channel import Sender
from launchready.watch.deliver.links import Claim, read_token
from launchready.watch.deliver.post_office import PostOffice
from launchready.watch.model import SECOND, Gap, MissedWindow, Observation
from launchready.watch.probe import heartbeat
from launchready.watch.probe.dial import Dialler
from launchready.watch.probe.names import Names
from launchready.watch.probe.seen import Look, Seen
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
    read_alive_at,
)
from launchready.watch.service.metrics import write_metrics
from launchready.watch.service.others import DeadMan, SecondMonitor
from launchready.watch.service.plan import Plan
from launchready.watch.service.prober import Prober
from launchready.watch.service.references import References, endpoint_of
from launchready.watch.service.scribe import Scribe
from launchready.watch.store.beats import Beat, Beats, keep_beat, load_beats
from launchready.watch.store.engine import StoreError
from launchready.watch.store.ids import places
from launchready.watch.store.leases import Fenced, claim, release
from launchready.watch.store.ledger import PROBING, Ledger
from launchready.watch.store.outbox import Outbox
from launchready.watch.store.rollup import roll_up

log = logging.getLogger("launchready.watch")

LEASE_MS = 15 * SECOND
RENEW_S = 3.0
ROLL_UP_S = 600.0
QUIET_RESTART_MS = 60 * SECOND
"""A restart that cost no more than this is told to nobody: releases restart services."""


class Service:
    """The running monitor; `open_service` makes one, `run` runs it.

    Attributes:
        plan: what is run.
        hand: the store's threads; `hand.read(lambda reader: ...)` is the read model.
        changes: tells when something may have changed, for pages that are live.
    """

    def __init__(self, plan: Plan, hand: StoreHand, data: Path, clocks: Clocks) -> None:
        self.plan = plan
        self.hand = hand
        self.changes = Changes()
        self._clocks = clocks
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._own = hand.engine.dialect == "sqlite"
        self._ballast = Ballast(data if self._own else None)
        self._places = places(clocks.now)
        self._outbox = Outbox(hand.engine, self._places)
        self._ledger = Ledger(hand.engine, plan.setting, clocks.now)
        self._beats: dict[str, Beats] = {}
        self._jobs: dict[str, str] = {}
        self._link_key = b""
        self._prober: Prober | None = None
        self._scribe: Scribe | None = None
        self._office: PostOffice | None = None
        self._dead_man: DeadMan | None = None
        self._well = True
        self._began = clocks.monotonic()
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
        self._beats = await self.hand.write(load_beats, self.hand.engine)
        if self._prober is not None and beat is not Beat.START:
            self._prober.soon(name)

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
        if self._prober is None or monitor not in self.plan.looks:
            return None
        return await self._prober.look(monitor, alone=True)

    def vitals(self) -> Vitals:
        """Say how the running parts are."""
        now = self._clocks.monotonic()
        prober, scribe = self._prober, self._scribe
        called = self._dead_man.called if self._dead_man else None
        if prober is None or scribe is None:
            return Vitals("standby", uptime_s=now - self._began, dead_man=called)
        return Vitals(
            "probing",
            now - prober.ticked_at if prober.ticked_at else 0.0,
            scribe.waiting,
            now - max(scribe.wrote_at, self._began),
            scribe.error,
            scribe.lost,
            now - self._began,
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
            partial(self._probe_in_turn, stopping, changed),
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

    async def _prepare(self) -> None:
        engine = self.hand.engine
        key = await self.hand.write(own_key, engine)
        self._link_key = link_key(key)
        self._jobs = {identity_of(key, name): name for name in self.plan.heartbeats}
        await self.hand.write(self._outbox.abandon_others, list(self.plan.channels))
        await asyncio.to_thread(self._ballast.restore)

    async def _probe_in_turn(
        self, stopping: asyncio.Task[bool], changed: asyncio.Task[bool]
    ) -> None:
        """Take the lease whenever it is free, and probe as long as it is ours."""
        ends = {stopping, changed}
        while not any(each.done() for each in ends):
            token = await self._claim()
            if token is not None:
                await self._probe(token, ends)
            else:
                await asyncio.wait(ends, timeout=RENEW_S, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self) -> int | None:
        now = self._clocks.now()
        try:
            return await self.hand.write(
                claim, self.hand.engine, PROBING, self._holder, now, LEASE_MS
            )
        except StoreError as error:
            log.error("the store does not answer: %s", error)
            return None

    async def _probe(self, token: int, ends: set[asyncio.Task[bool]]) -> None:
        try:
            await self.hand.write(self._ledger.take_over, token, self.plan.setting)
            self._beats = await self.hand.write(load_beats, self.hand.engine)
            alive_at = await self.hand.write(read_alive_at, self.hand.engine)
        except (StoreError, Fenced) as error:
            log.error("cannot begin to probe: %s", error)
            await asyncio.sleep(RENEW_S)
            return
        self._began = self._clocks.monotonic()
        scribe = Scribe(
            self.hand, self._ledger, self._ballast, self._told, self._clocks.monotonic
        )
        prober = self._make_prober(scribe)
        self._prober, self._scribe = prober, scribe
        self._note_restart(prober, scribe, alive_at)
        writing = asyncio.create_task(scribe.run())
        probing = asyncio.create_task(prober.run())
        renewing = asyncio.create_task(self._renew(scribe))
        log.info("probing %d monitors", len(self.plan.setting.watched))
        try:
            await asyncio.wait(
                {writing, probing, renewing, *ends}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in (probing, renewing):
                task.cancel()
            await asyncio.gather(probing, renewing, return_exceptions=True)
            scribe.stop()
            await writing
            with suppress(StoreError, Fenced):
                await self.hand.write(self._ledger.alive, self._clocks.now())
            self._prober = self._scribe = None
        for task in (probing, renewing):
            if not task.cancelled():
                task.result()

    def _make_prober(self, scribe: Scribe) -> Prober:
        plan = self.plan
        looks: dict[str, Look] = {
            **plan.looks,
            **{name: partial(self._look_at_job, name) for name in plan.heartbeats},
        }
        names = Names(plan.outward)
        second = None
        if plan.second_url:
            second = SecondMonitor(plan.outward, names, plan.second_url, plan.second_key)
        return Prober(
            plan.setting.watched,
            looks,
            plan.timeouts_s,
            scribe.observe,
            scribe.missed,
            References(
                Dialler(plan.outward, names),
                [endpoint_of(each) for each in plan.references],
                self._clocks.monotonic,
            ),
            second,
            self._clocks,
            alone=frozenset(
                name
                for name, each in plan.setting.watched.items()
                if each.kind in {"heartbeat", "mail", "queue"}
            ),
        )

    def _note_restart(self, prober: Prober, scribe: Scribe, alive_at: int | None) -> None:
        """Say since when nobody looked, where it was long enough to cost a look."""
        now = self._clocks.now()
        prober.blind_until = now
        periods = [each.period_ms for each in self.plan.setting.watched.values()]
        if alive_at is not None and periods and now - alive_at > min(periods):
            window = MissedWindow(alive_at, now, Gap.RESTART)
            scribe.missed(window, now - alive_at > QUIET_RESTART_MS)

    async def _look_at_job(self, name: str) -> Seen:
        declared = self.plan.heartbeats[name]
        assert self._prober is not None
        if not self._own:  # another instance may have taken the call
            self._beats = await self.hand.write(load_beats, self.hand.engine)
        return heartbeat.judge(
            self._beats[name],
            self._clocks.now(),
            declared.period_ms,
            declared.grace_ms,
            self._prober.blind_until,
        )

    async def _renew(self, scribe: Scribe) -> None:
        """Keep the lease, and remember that we are here; ends when it is lost."""
        while True:
            await asyncio.sleep(RENEW_S)
            now = self._clocks.now()
            engine = self.hand.engine
            try:
                if await self.hand.write(claim, engine, PROBING, self._holder, now, LEASE_MS):
                    await self.hand.write(self._ledger.alive, now)
                    continue
            except StoreError as error:
                # Nobody else can take it either; what is seen meanwhile waits.
                log.warning("the lease could not be renewed: %s", error)
                continue
            except Fenced:
                pass
            log.warning("the lease is another instance's")
            scribe.fenced.set()
            return

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
            if self._prober is not None:
                now = self._clocks.now()
                raw, hours = self.plan.raw_days, self.plan.hour_days
                work = partial(roll_up, now=now, raw_days=raw, hour_days=hours)
                try:
                    await self.hand.aside(work)
                except StoreError as error:
                    log.warning("the sums could not be kept: %s", error)
                await asyncio.to_thread(self._ballast.restore)
            await asyncio.sleep(ROLL_UP_S)
