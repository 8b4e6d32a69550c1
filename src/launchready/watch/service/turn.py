"""Takes its turn at probing: at most one instance looks at a time."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from launchready.net.dial import Dialler
from launchready.watch.decide.machine import Change
from launchready.watch.model import SECOND, Gap, MissedWindow
from launchready.watch.probe import heartbeat
from launchready.watch.probe.names import Names
from launchready.watch.probe.seen import Look, Seen
from launchready.watch.service.ballast import Ballast
from launchready.watch.service.clocks import Clocks
from launchready.watch.service.hand import StoreHand
from launchready.watch.service.keys import read_alive_at
from launchready.watch.service.others import SecondMonitor
from launchready.watch.service.plan import Plan
from launchready.watch.service.prober import Prober
from launchready.watch.service.references import References, endpoint_of
from launchready.watch.service.scribe import Scribe
from launchready.watch.store.beats import Beats, load_beats
from launchready.watch.store.engine import StoreError
from launchready.watch.store.leases import Fenced, claim
from launchready.watch.store.ledger import PROBING, Ledger

log = logging.getLogger("launchready.watch")

LEASE_MS = 15 * SECOND
RENEW_S = 3.0
QUIET_RESTART_MS = 60 * SECOND
"""A restart that cost no more than this is told to nobody: releases restart services."""


def new_holder() -> str:
    """Give this process a name that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Turn:
    """Takes the lease whenever it is free, and probes as long as it is ours.

    Args:
        plan: what is run.
        hand: the store's threads.
        ledger: what is written by.
        ballast: room for when the disk is full.
        clocks: time.
        told: is called after a change that people are told of.
        holder: who holds the lease.

    Attributes:
        prober, scribe: while it is our turn, else None.
        beats: what jobs said last.
        began: when the turn, or the waiting for it, began; monotonic seconds.
    """

    def __init__(
        self,
        plan: Plan,
        hand: StoreHand,
        ledger: Ledger,
        *,
        ballast: Ballast,
        clocks: Clocks,
        told: Callable[[list[Change]], None],
        holder: str,
    ) -> None:
        self.prober: Prober | None = None
        self.scribe: Scribe | None = None
        self.beats: dict[str, Beats] = {}
        self.began = clocks.monotonic()
        self._plan = plan
        self._hand = hand
        self._ledger = ledger
        self._ballast = ballast
        self._clocks = clocks
        self._told = told
        self._holder = holder
        self._own = hand.engine.dialect == "sqlite"

    async def run(self, ends: set[asyncio.Task[bool]]) -> None:
        """Probe whenever the lease is ours, until one of the ends is reached."""
        while not any(each.done() for each in ends):
            token = await self._claim()
            if token is not None:
                await self._probe(token, ends)
            else:
                await asyncio.wait(ends, timeout=RENEW_S, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self) -> int | None:
        now = self._clocks.now()
        try:
            return await self._hand.write(
                claim, self._hand.engine, PROBING, self._holder, now, LEASE_MS
            )
        except StoreError as error:
            log.error("the store does not answer: %s", error)
            return None

    async def _probe(self, token: int, ends: set[asyncio.Task[bool]]) -> None:
        try:
            await self._hand.write(self._ledger.take_over, token, self._plan.setting)
            self.beats = await self._hand.write(load_beats, self._hand.engine)
            alive_at = await self._hand.write(read_alive_at, self._hand.engine)
        except (StoreError, Fenced) as error:
            log.error("cannot begin to probe: %s", error)
            await asyncio.sleep(RENEW_S)
            return
        self.began = self._clocks.monotonic()
        scribe = Scribe(
            self._hand, self._ledger, self._ballast, self._told, self._clocks.monotonic
        )
        prober = self._make_prober(scribe)
        self.prober, self.scribe = prober, scribe
        self._note_restart(prober, scribe, alive_at)
        writing = asyncio.create_task(scribe.run())
        probing = asyncio.create_task(prober.run())
        renewing = asyncio.create_task(self._renew(scribe))
        log.info("probing %d monitors", len(self._plan.setting.watched))
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
                await self._hand.write(self._ledger.alive, self._clocks.now())
            self.prober = self.scribe = None
        for task in (probing, renewing):
            if not task.cancelled():
                task.result()

    def _make_prober(self, scribe: Scribe) -> Prober:
        plan = self._plan
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
        periods = [each.period_ms for each in self._plan.setting.watched.values()]
        if alive_at is not None and periods and now - alive_at > min(periods):
            window = MissedWindow(alive_at, now, Gap.RESTART)
            scribe.missed(window, now - alive_at > QUIET_RESTART_MS)

    async def _look_at_job(self, name: str) -> Seen:
        declared = self._plan.heartbeats[name]
        assert self.prober is not None
        if not self._own:  # another instance may have taken the call
            self.beats = await self._hand.write(load_beats, self._hand.engine)
        return heartbeat.judge(
            self.beats[name],
            self._clocks.now(),
            declared.period_ms,
            declared.grace_ms,
            self.prober.blind_until,
        )

    async def _renew(self, scribe: Scribe) -> None:
        """Keep the lease, and remember that we are here; ends when it is lost."""
        while True:
            await asyncio.sleep(RENEW_S)
            now = self._clocks.now()
            engine = self._hand.engine
            try:
                if await self._hand.write(claim, engine, PROBING, self._holder, now, LEASE_MS):
                    await self._hand.write(self._ledger.alive, now)
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
