"""Whether the health route tells the truth while the database is gone, and afterwards."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from launchready.database.connection import open_database
from launchready.drill.command import ended, run_command
from launchready.drill.plan import Outcome, Plan
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.manifest.schema import Database, Manifest, Route
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network

COMMAND_S = 180.0
"""How long a command may take."""
GONE_S = 60.0
"""How long a route may go on saying that all is well: a monitor's period.  Answers that are
kept for some seconds are usual and do no harm."""
BACK_S = 120.0
"""How long the product may take to be well again, once the database is."""
LOOK_EVERY_S = 1.0
HONEST, RECOVERS = "honest", "recovers"
"""Aspects of the trials that the check judges by."""

_GUARD = """\
trap '' INT TERM HUP
read -r _ || exec /bin/sh -c "$1"
"""
"""Reads a line, or else the end of what its parent's death closes."""

Say = Callable[[str], None]
Reach = Callable[[], Network]
"""Makes a way out: an audit's ceiling of connections is for one look, not for a minute's."""
Answers = Callable[[], Awaitable[bool]]
"""Says whether the database takes a connection."""


class Way(Struct, frozen=True):
    """What the drill is to do.

    Attributes:
        stop, start: commands; folder: where they run.
        routes: that tell whether the product is well.
    """

    stop: str
    start: str
    folder: Path
    routes: tuple[Route, ...]


class Patience(Struct, frozen=True):
    """How long things are waited for, in seconds."""

    gone_s: float = GONE_S
    back_s: float = BACK_S
    every_s: float = LOOK_EVERY_S


def choose_way(manifest: Manifest, folder: Path | None) -> Way:
    """Say what is to be done.

    Raises:
        CannotSee: the manifest declares no health route, or no commands.
    """
    database = manifest.database
    if database is None or not database.stop or not database.start:
        raise CannotSee(
            "no commands stop the database and start it again: name them as stop and start in "
            "[database]"
        )
    routes = tuple(each for each in manifest.routes if each.kind == "health")
    if not routes:
        raise CannotSee('no health route is declared: kind = "health" in [[routes]]')
    if folder is None:
        raise CannotSee("there is no folder to run the commands in")
    root = folder / manifest.repository.path if manifest.repository else folder
    return Way(database.stop, database.start, root, routes)


def plan_health(way: Way) -> Plan:
    """Announce the drill."""
    names = ", ".join(each.url for each in way.routes)
    return Plan(
        "health",
        (
            f"asks {names}, which has to answer as declared",
            f"runs `{way.stop}`: the product is DOWN from here on",
            f"asks {names} until it no longer says that all is well",
            f"runs `{way.start}`, whatever came of it, after ctrl-C, and if it is killed",
            f"asks {names} until all is well again",
        ),
        (
            f"the database is gone for {GONE_S:.0f} s, and what the commands take, at most",
            f"one request to each route every {LOOK_EVERY_S:g} s",
        ),
        "errors in logs and in error tracking, and alerts of monitors that watch the product",
    )


def database_answers(
    database: Database, environment: Mapping[str, str], network: Network
) -> Answers:
    """Make what says whether a database takes a connection."""

    async def answers() -> bool:
        try:
            async with open_database(database, environment, network):
                return True
        except CannotSee:
            return False

    return answers


async def take_away(
    way: Way, reach: Reach, answers: Answers, say: Say, patience: Patience | None = None
) -> Outcome:
    """Stop the database, watch the health routes, and start it again whatever happens.

    Args:
        way: what to do.
        reach: makes a way to the routes.
        answers: says whether the database takes a connection.
        say: takes a line of progress.
        patience: how long things are waited for.

    Raises:
        CannotSee: the product is not well to begin with, or the database was not stopped.
    """
    patience = patience or Patience()
    looking = _Looking(reach, way, patience)
    unwell = await looking.unwell()
    if unwell:
        raise CannotSee(f"the product is not well before the drill: {unwell}")
    known = await answers()
    say("well; stops the database")
    seen: list[Trial] = []
    with _guard(way) as restored:
        try:
            status = await run_command(way.stop, way.folder, COMMAND_S)
            if status != 0:
                raise CannotSee(f"`{way.stop}` failed ({ended(status)})")
            # Where it could be seen before, and cannot now, it is gone.
            gone = known and not await answers()
            if known and not gone:
                raise CannotSee(f"the database still takes connections after `{way.stop}`")
            seen = await looking.until_told(gone, say)
        finally:
            say("starts the database")
            # Neither ctrl-C nor an error of ours leaves the product without it.
            started = await asyncio.shield(_start(way))
            restored()
            if started != 0:
                say(_not_started(way, started))
    return await _afterwards(looking, way, started, seen, say)


@contextmanager
def _guard(way: Way) -> Iterator[Callable[[], None]]:
    """Start the database even where this process is killed: a small one waits for its end.

    Gives what says that this was done already.
    """
    with subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "guard", way.start],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=way.folder,
    ) as guard:
        assert guard.stdin is not None
        pipe = guard.stdin

        def restored() -> None:
            pipe.write(b"done\n")
            pipe.flush()

        yield restored


async def _start(way: Way) -> int | None:
    status = await run_command(way.start, way.folder, COMMAND_S)
    if status != 0:
        status = await run_command(way.start, way.folder, COMMAND_S)
    return status


def _not_started(way: Way, status: int | None) -> str:
    return (
        f"THE DATABASE WAS NOT STARTED AGAIN: `{way.start}` failed ({ended(status)}); start it "
        "by hand"
    )


async def _afterwards(
    looking: _Looking, way: Way, started: int | None, seen: list[Trial], say: Say
) -> Outcome:
    if started != 0:
        text = _not_started(way, started)
        finding = DrillFinding(way.start, text)
        return Outcome(DrillResult.FAILED, text, (finding,), trials=tuple(seen))
    began = time.monotonic()
    back = await looking.until_well()
    took = Figure("well again after", round((time.monotonic() - began) / 60, 2), "min")
    trials = (*seen, *back)
    failed = [each for each in trials if each.result is DrillResult.FAILED]
    unknown = [each for each in trials if each.result is DrillResult.UNKNOWN]
    findings = tuple(DrillFinding(each.place, each.text) for each in failed)
    if failed:
        summary = "; ".join(each.text for each in failed)
        return Outcome(DrillResult.FAILED, summary, findings, (took,), trials)
    if unknown:
        return Outcome(DrillResult.UNKNOWN, unknown[0].text, (), (took,), trials)
    say("well again")
    summary = "; ".join(each.text for each in seen)
    return Outcome(DrillResult.PASSED, summary, (), (took,), trials)


class _Looking:
    def __init__(self, reach: Reach, way: Way, patience: Patience) -> None:
        self._reach, self._way, self._patience = reach, way, patience

    async def unwell(self) -> str:
        """Say what is wrong with the first route that is not well; "" where all are."""
        for route in self._way.routes:
            said = await self._said(route)
            if said:
                return f"{route.url} {said}"
        return ""

    async def _said(self, route: Route) -> str:
        """Say how a route's answer differs from that of a product that is well, or ""."""
        network = self._reach()
        try:
            async with HttpClient(network, Resolver(network)) as http:
                exchange = (await http.request("GET", route.url)).exchange
        except CannotSee as error:
            return f"gave no answer: {error}"
        if exchange.failure is not None:
            return f"gave no answer ({exchange.failure})"
        return "" if exchange.status == route.expect else f"answered {exchange.status}"

    async def until_told(self, gone: bool, say: Say) -> list[Trial]:
        """Ask until every route says that something is wrong, or for as long as it may take."""
        began = time.monotonic()
        once: dict[str, float] = {}
        told: dict[str, tuple[float, str]] = {}
        while True:
            for route in self._way.routes:
                said = "" if route.name in told else await self._said(route)
                if said and route.name in once:
                    told[route.name] = (once[route.name], said)
                    say(f"{route.name} {said}")
                elif said:
                    # One bad answer may be chance; monitors want two, too.
                    once[route.name] = time.monotonic() - began
                else:
                    once.pop(route.name, None)
            left = self._patience.gone_s - (time.monotonic() - began)
            if len(told) == len(self._way.routes) or left <= 0:
                break
            await asyncio.sleep(min(self._patience.every_s, left))
        return [self._judge(each, told.get(each.name), gone) for each in self._way.routes]

    def _judge(self, route: Route, told: tuple[float, str] | None, gone: bool) -> Trial:
        if told is not None:
            seconds, said = told
            text = f"{said} {seconds:.1f} s after the database was gone"
            return Trial(route.name, route.url, HONEST, DrillResult.PASSED, text)
        lasted = f"{self._patience.gone_s:.0f} s"
        text = f"went on answering {route.expect} for {lasted} without a database"
        if gone:
            return Trial(route.name, route.url, HONEST, DrillResult.FAILED, text)
        text = f"{text}, and whether that was gone could not be seen: set its URL"
        return Trial(route.name, route.url, HONEST, DrillResult.UNKNOWN, text)

    async def until_well(self) -> list[Trial]:
        """Ask until every route is well again, or for as long as that may take."""
        until = time.monotonic() + self._patience.back_s
        unwell = await self.unwell()
        while unwell and time.monotonic() < until:
            await asyncio.sleep(self._patience.every_s)
            unwell = await self.unwell()
        result = DrillResult.FAILED if unwell else DrillResult.PASSED
        trials = []
        for route in self._way.routes:
            text = "was well again by itself"
            if unwell:
                text = (
                    f"was not well {self._patience.back_s:.0f} s after the database was back: "
                    f"{await self._said(route) or unwell}"
                )
            trials.append(Trial(route.name, route.url, RECOVERS, result, text))
        return trials
