"""What all pages share: the monitor, the passwords, the throttles, the set-up code."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from launchready.watch.service.run import Service
from launchready.watch.service.throttle import Throttle
from launchready.watch.store.engine import Engine, Transaction
from launchready.watch.store.recent import HourSeen
from launchready.watch.store.releases import ReleaseFigures
from launchready.web import people
from launchready.web.board import Board
from launchready.web.checklist import USUAL_STEPS
from launchready.web.journal import Doing, write
from launchready.web.passwords import Passwords

T = TypeVar("T")

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None that is taken for another when it is copied by hand."""


class Desk:
    """What all pages share.

    Args:
        service: the running monitor.
        checklist: steps of an incident.

    Attributes:
        checklist: the same.
        set_up_code: whoever knows it becomes an owner; "" once somebody did.
        set_up_again: the code holds though there is somebody.
        board: what the public status page shows.
        hours: the last ones of every monitor, and when they were read, ms.
        figures: of releases by tag, and when they were read, ms.
        open_streams: of live pages, so that they cannot take up everything.
    """

    def __init__(self, service: Service, checklist: Sequence[str] = USUAL_STEPS) -> None:
        self.service = service
        self.checklist = tuple(checklist)
        self.passwords = Passwords()
        self.by_address = Throttle(20, 300)
        self.by_name = Throttle(10, 900)
        self.keys_by_address = Throttle(30, 60)
        self.set_up_code = ""
        self.set_up_again = False
        self.open_streams = 0
        self.hours: tuple[int, Mapping[str, Sequence[HourSeen]]] = (0, {})
        self.figures: dict[str, tuple[int, ReleaseFigures]] = {}
        self.board = Board(service.hand, service.now)
        self._somebody = False

    @property
    def secure(self) -> bool:
        """Say whether people come by HTTPS, as the manifest declares."""
        return self.service.plan.public_url.startswith("https://")

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Read the dashboard's tables.

        Raises:
            StoreError: they cannot be read.
        """
        return await self.service.hand.read(lambda reader: reader.within(work))

    async def write(self, work: Callable[[Transaction], T], *doings: Doing) -> T:
        """Change the dashboard's tables, and say in the audit log what was done.

        Raises:
            StoreError: nothing was changed.
        """
        engine = self.service.hand.engine
        return await self.service.hand.write(_write, engine, work, doings)

    def doing(self, who: str, what: str, about: str, address: str) -> Doing:
        """Make a line of the audit log."""
        return Doing(next(self.service.places), self.service.now(), who, what, about, address)

    async def somebody(self) -> bool:
        """Say whether there is anybody yet who may sign in."""
        if not self._somebody:
            self._somebody = await self.read(people.anybody)
        return self._somebody

    def new_set_up_code(self) -> str:
        """Make the code that makes an owner; an earlier one ends."""
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
        self.set_up_code = "-".join(groups)
        return self.set_up_code

    def set_up_code_fits(self, given: str) -> bool:
        """Say whether somebody knows the code; case and dashes do not matter."""
        wanted = self.set_up_code.replace("-", "")
        said = given.replace("-", "").replace(" ", "").upper()
        return bool(wanted) and hmac.compare_digest(wanted.encode(), said.encode())


def _write(engine: Engine, work: Callable[[Transaction], T], doings: tuple[Doing, ...]) -> T:
    with engine.transaction() as run:
        done: T = work(run)
        for each in doings:
            write(run, each)
    return done
