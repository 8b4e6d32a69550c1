"""Other services that this one speaks to: a second monitor, and a dead man's switch."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from launchready.facts.base import CannotSee
from launchready.net.http import Addresses, Deadlines, HttpClient
from launchready.net.network import Network
from launchready.watch.model import Verdict

log = logging.getLogger("launchready.watch")

TIMEOUT_S = 15.0
_WAITS = Deadlines(connect=5, silence=TIMEOUT_S, total=TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class SecondMonitor:
    """A monitor elsewhere, which runs the same manifest.

    Attributes:
        network, names: the way out.
        url: where it is.
        key: what both share.
    """

    network: Network
    names: Addresses
    url: str = field(repr=False)
    key: str = field(repr=False)

    async def __call__(self, monitor: str) -> Verdict:
        """Ask what it sees now; of no answer, nothing can be said."""
        url = f"{self.url.rstrip('/')}/probe/{quote(monitor, safe='')}"
        headers = [("authorization", f"Bearer {self.key}")]
        try:
            async with HttpClient(self.network, self.names, _WAITS) as client:
                response = await client.request("POST", url, headers=headers)
            return Verdict(json.loads(response.content)["verdict"])
        except (CannotSee, ValueError, KeyError, TypeError):
            return Verdict.UNJUDGED


@dataclass
class DeadMan:
    """Calls a URL of somebody else's as long as all is well: silence is then noticed.

    Attributes:
        network, names: the way out.
        url: what is called; empty calls nothing.
        every_s: how often.
        well: says whether all is well.
        called: whether the last call was taken; None before the first.
    """

    network: Network
    names: Addresses
    url: str = field(repr=False)
    every_s: float
    well: Callable[[], bool]
    called: bool | None = None

    async def run(self) -> None:
        """Call until cancelled."""
        while self.url:
            if self.well():
                await self._call()
            await asyncio.sleep(self.every_s)

    async def _call(self) -> None:
        try:
            async with HttpClient(self.network, self.names, _WAITS) as client:
                response = await client.request("GET", self.url)
            taken = 200 <= response.exchange.status < 300
        except CannotSee:
            taken = False
        if not taken and self.called is not False:
            log.warning("the dead man's switch did not take our call")
        self.called = taken
