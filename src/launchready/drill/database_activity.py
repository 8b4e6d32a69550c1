"""Watches a database's connections during a drill, and tells why it was slow.

Three things look the same from outside, every request waits, and are mended differently: a lock
that somebody holds, a pool with no connection left, and a statement that takes long.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from launchready.database.activity import Activity, Backend, may_look, read_activity
from launchready.database.connection import open_database
from launchready.drill.beside import Observation
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult, Figure, Trial
from launchready.manifest.schema import Database
from launchready.net.network import Network

EVERY_S = 0.2
"""Five looks a second."""
LASTS_S = 1.0
"""From which on a wait, a statement or a full pool counts: Postgres' own deadlock_timeout,
after which it looks into a wait, and log_lock_waits tells of it."""
ENOUGH = 0.5
"""Share of the looks that must have come about for nothing seen to mean nothing there."""
LOCKS, POOL, STATEMENT = "lock-contention", "pool-exhaustion", "slow-under-load"
"""Aspects of the trials that checks judge by."""
_SHOWN = 120


class DatabaseActivity:
    """Looks at `pg_stat_activity` five times a second.

    Args:
        database: which, and how many connections its product may open.
        environment: where its URL is.
        network: how it is reached.

    Attributes:
        looks: what was seen so far.

    Raises:
        CannotSee: psycopg is not installed.
    """

    name = "the database"

    def __init__(
        self, database: Database, environment: Mapping[str, str], network: Network
    ) -> None:
        try:
            # Here, not while the load goes out: importing takes longer than it may then.
            import psycopg  # noqa: F401
        except ImportError:
            raise CannotSee("needs psycopg: pip install 'launchready[postgres]'") from None
        self._database, self._environment, self._network = database, environment, network
        self.looks: list[Activity] = []

    async def watch(self, stop: asyncio.Event) -> Observation:
        """Look until `stop` is set, then say what was seen.

        Raises:
            CannotSee: it could not look.
        """
        begun = time.monotonic()
        async with open_database(self._database, self._environment, self._network) as reader:
            allowed = await may_look(reader)
            while not stop.is_set():
                due = time.monotonic() + EVERY_S
                self.looks.append(await read_activity(reader, allowed))
                try:
                    async with asyncio.timeout(max(0.0, due - time.monotonic())):
                        await stop.wait()
                except TimeoutError:
                    continue
        return judge_activity(self.looks, time.monotonic() - begun, self._database)


class _Seen(Struct, frozen=True):
    """What one aspect came to: None where nothing is wrong, with lines for a sceptic."""

    result: DrillResult | None = None
    text: str = ""
    evidence: tuple[str, ...] = ()
    seconds: float = 0.0


def judge_activity(
    looks: Sequence[Activity], seconds: float, database: Database
) -> Observation:
    """Tell lock contention, an exhausted pool and a slow statement apart.

    Args:
        looks: in order, some `EVERY_S` apart.
        seconds: from the first to the last.
        database: how many connections its product may open, where that is declared.
    """
    every = max(EVERY_S, seconds / len(looks)) if looks else EVERY_S
    connections = max((len(each.backends) for each in looks), default=0)
    locks = _locks(looks)
    trials = []
    for aspect, seen, fine in (
        (LOCKS, locks, f"nobody waited {LASTS_S:g} s for a lock"),
        (POOL, _pool(looks, every, database.connections), "a connection was free all the time"),
        (STATEMENT, _statements(looks, every), f"no statement ran for {LASTS_S:g} s"),
    ):
        result, text = seen.result, seen.text
        if result is None and not connections:
            result = DrillResult.UNKNOWN
            text = "no connection of the product's was seen: was it this database?"
        elif result is None and len(looks) < ENOUGH * seconds / EVERY_S:
            result = DrillResult.UNKNOWN
            text = f"the database was looked at {len(looks)} times in {seconds:.0f} s, too few"
        elif result is None:
            result, text = DrillResult.PASSED, fine
        trials.append(Trial("database", database.target, aspect, result, text, seen.evidence))
    figures = (
        Figure("database: looks", len(looks), ""),
        Figure("database: connections", connections, ""),
        Figure("database: longest wait for a lock", round(locks.seconds, 2), "s"),
    )
    return Observation(figures=figures, trials=tuple(trials))


def _locks(looks: Sequence[Activity]) -> _Seen:
    """Find the longest wait for a lock, and who held it."""
    waits = [
        (each.waited_s, number, each)
        for number, look in enumerate(looks)
        for each in look.backends
        if each.waits_for
    ]
    if not waits:
        return _Seen()
    waited, number, waiter = max(waits, key=lambda wait: wait[:2])
    if waited < LASTS_S:
        return _Seen(seconds=waited)
    by_pid = {each.pid: each for each in looks[number].backends}
    holder = _root(waiter, by_pid)
    queue = [e for e in by_pid.values() if e.waits_for and _root(e, by_pid) == holder]
    held = by_pid.get(holder)
    who = _who(held) if held else "is of another database"
    text = (
        f"{len(queue)} connections waited for {waiter.lock or 'a lock'}, up to {waited:.1f} s, "
        f"for a transaction that {who}"
    )
    lines = [f"held by process {holder}: {_short(held.statement if held else '')}"]
    lines += [
        f"process {each.pid} waited {each.waited_s:.1f} s for {each.lock or 'a lock'}: "
        f"{_short(each.statement)}"
        for each in sorted(queue, key=lambda each: -each.waited_s)[:5]
    ]
    return _Seen(DrillResult.FAILED, text, tuple(lines), waited)


def _root(waiter: Backend, by_pid: Mapping[int, Backend]) -> int:
    """Follow who waits for whom to the one that waits for nobody, or is met again."""
    at, met = waiter, {waiter.pid}
    while after := [pid for pid in at.waits_for if pid not in met]:
        met.add(after[0])
        if after[0] not in by_pid:
            return after[0]
        at = by_pid[after[0]]
    return at.pid


def _who(each: Backend) -> str:
    if each.held_open:
        return f"stood open and did nothing for {each.idle_s:.1f} s"
    return f"had been running for {max(each.in_transaction_s, each.running_s):.1f} s"


def _pool(looks: Sequence[Activity], every: float, declared: int | None) -> _Seen:
    """Find the longest time in which no connection was free, and what they did meanwhile."""
    most = max((len(each.backends) for each in looks), default=0)
    limit = declared or most
    best: list[Activity] = []
    stretch: list[Activity] = []
    for look in looks:
        busy = sum(each.busy for each in look.backends)
        full = look.taken >= look.allowed or (limit > 0 and busy >= limit)
        stretch = [*stretch, look] if full else []
        if len(stretch) > len(best):
            best = stretch
    lasted = len(best) * every
    if lasted < LASTS_S:
        return _Seen()
    doing = Counter(_doing(e) for look in best for e in look.backends if e.busy)
    share = ", ".join(
        f"{count * 100 // doing.total()} % {what}" for what, count in doing.most_common()
    )
    whole = any(look.taken >= look.allowed for look in best)
    which = f"all {best[0].allowed} that the server takes" if whole else f"all {limit}"
    text = f"{which} connections were in use for {lasted:.1f} s: {share or 'idle'}"
    held = Counter(each.statement for look in best for each in look.backends if each.held_open)
    lines = tuple(f"held open after: {_short(text)}" for text, _ in held.most_common(3))
    cause = doing.most_common(1)[0][0] if doing else ""
    if cause in _OTHERS and not whole:
        return _Seen(DrillResult.PASSED, f"{text}; the pool is not the cause", lines)
    if not declared and not whole and cause != _HELD:
        text += "; whether it may open more is not declared (connections in [database])"
        return _Seen(DrillResult.UNKNOWN, text, lines)
    return _Seen(DrillResult.FAILED, text, lines, lasted)


_HELD = "in a transaction that does nothing"
_OTHERS = frozenset({"waiting for a lock", "running a slow statement"})
"""What fills a pool of any size; it is told by itself."""


def _doing(each: Backend) -> str:
    if each.waits_for:
        return "waiting for a lock"
    if each.held_open:
        return _HELD
    return "running a slow statement" if each.running_s >= EVERY_S else "running statements"


def _statements(looks: Sequence[Activity], every: float) -> _Seen:
    """Find the statement that ran for the longest time, without its waits for locks."""
    longest: dict[str, float] = {}
    before: dict[int, tuple[float, float]] = {}
    for number, look in enumerate(looks):
        now: dict[int, tuple[float, float]] = {}
        for each in look.backends:
            if each.state != "active":
                continue
            ran, waited = before.get(each.pid, (0.0, 0.0))
            # One that runs for less long than at the last look is another.
            waited = max(waited if each.running_s >= ran else 0.0, each.waited_s)
            now[each.pid] = (each.running_s, waited)
            if each.running_s > (number + 2) * every + LASTS_S:
                continue  # It ran before the drill began, as backups and reports do.
            own = each.running_s - waited
            longest[each.statement] = max(longest.get(each.statement, 0.0), own)
        before = now
    ordered = sorted(longest, key=lambda text: -longest[text])
    if not ordered or longest[ordered[0]] < LASTS_S:
        return _Seen()
    seconds = longest[ordered[0]]
    lines = tuple(f"{longest[text]:.1f} s: {_short(text)}" for text in ordered[:5])
    text = f"a statement ran for {seconds:.1f} s: {_short(ordered[0])}"
    return _Seen(DrillResult.FAILED, text, lines, seconds)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
