"""One sender for each channel: leases, sends, marks; tries again for a day.

A slow or broken channel holds up no other.  Messages of an incident leave in order.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from launchready.watch.deliver.channel import Channel
from launchready.watch.deliver.links import Claim, make_token
from launchready.watch.deliver.message import Message, NotSent
from launchready.watch.model import DAY, News
from launchready.watch.store.engine import StoreError
from launchready.watch.store.outbox import Leased, Outbox

log = logging.getLogger("launchready.watch")

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 600.0
GIVE_UP_MS = 1 * DAY
"""How old a message may become before it is given up: its news is no news by then."""

POLL_S = 1.0
"""How often a sender looks for what other instances put in."""

_MAX_DIGEST = 200

T = TypeVar("T")


class Hand(Protocol):
    """Runs what touches the store in the store's own thread."""

    async def __call__(self, work: Callable[..., T], *args: object, **named: object) -> T:
        """Run it and give its result."""
        ...


Send = Callable[[Channel, Message], Awaitable[None]]


def wait_s(attempts: int, chance: float) -> float:
    """Say how long to wait after so many tries: doubled each time, and spread by chance.

    Args:
        attempts: tries so far, from 1.
        chance: 0 to 1.
    """
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts - 1, 20))
    return longest * (0.5 + chance / 2)


@dataclass
class PostOffice:
    """Sends what the outbox holds.

    Attributes:
        outbox: where messages lie.
        hand: the store's thread.
        channels: by name.
        send: sends one message through one channel.
        now: the wall clock, ms.
        product: what customers call it.
        public_url: what links begin with; empty writes none.
        link_key: what links are signed with.
        chance: gives a number from 0 to 1.
    """

    outbox: Outbox
    hand: Hand
    channels: Mapping[str, Channel]
    send: Send
    now: Callable[[], int]
    product: str
    public_url: str = ""
    link_key: bytes = field(default=b"", repr=False)
    chance: Callable[[], float] = random.random
    _wake: dict[str, asyncio.Event] = field(default_factory=dict, init=False)

    def wake(self) -> None:
        """Say that something new may be in the outbox."""
        for event in self._wake.values():
            event.set()

    async def run(self) -> None:
        """Send until cancelled."""
        if not self.channels:
            await asyncio.Event().wait()
        async with asyncio.TaskGroup() as group:
            for channel in self.channels.values():
                self._wake[channel.name] = asyncio.Event()
                group.create_task(self._serve(channel))

    async def _serve(self, channel: Channel) -> None:
        event = self._wake[channel.name]
        while True:
            event.clear()
            try:
                sent = await self.serve_once(channel)
            except StoreError as error:
                log.warning("channel %s: %s", channel.name, error)
                sent = False
            if not sent:
                try:
                    async with asyncio.timeout(POLL_S):
                        await event.wait()
                except TimeoutError:
                    continue

    async def serve_once(self, channel: Channel) -> bool:
        """Send the next message that is due for a channel; False where there is none.

        Raises:
            StoreError: it stays where it is.
        """
        lease = secrets.token_hex(8)
        found: list[Leased] = await self.hand(
            self.outbox.lease, lease, self.now(), 1, channel=channel.name
        )
        if not found:
            return False
        if found[0].alert.digest:
            found += await self.hand(
                self.outbox.lease,
                lease,
                self.now(),
                _MAX_DIGEST,
                channel=channel.name,
                digest=True,
            )
        try:
            await self.send(channel, self.message(found, channel))
        except NotSent as error:
            await self._put_back(found, str(error), error.after_s)
        except Exception as error:  # noqa: BLE001  (a fault of ours loses no message)
            await self._put_back(found, f"a fault of ours: {type(error).__name__}", 0.0)
        else:
            await self.hand(self.outbox.sent, found, self.now())
        return True

    async def _put_back(self, found: Sequence[Leased], why: str, after_s: float) -> None:
        now = self.now()
        for message in found:
            wait = max(wait_s(message.attempts, self.chance()), after_s)
            give_up = now - message.alert.due_at > GIVE_UP_MS
            await self.hand(
                self.outbox.failed, message, now + round(wait * 1000), why, give_up=give_up
            )
            log.warning(
                "channel %s: %s after try %d: %s",
                message.alert.channel,
                "given up" if give_up else "will be tried again",
                message.attempts,
                why,
            )

    def message(self, found: Sequence[Leased], channel: Channel) -> Message:
        """Write one message of one alert, or of several that leave together."""
        first = found[0].alert
        if len(found) > 1:
            text = "\n\n".join(f"{each.alert.title}\n{each.alert.text}" for each in found)
            title = f"{len(found)} notices"
            key = f"digest:{first.key}:{len(found)}"
            return Message(
                key, "", first.news, first.severity, self.product, title, text,
                at=found[0].created_at,
            )  # fmt: skip
        link = ""
        may_be_taken_on = first.news in {News.OPENED, News.UPDATED, News.TEST}
        if self.public_url and first.incident and may_be_taken_on:
            token = make_token(self.link_key, Claim(first.incident, channel.name), self.now())
            link = f"{self.public_url.rstrip('/')}/ack/{token}"
        return Message(
            first.key, first.incident or first.key, first.news, first.severity, self.product,
            first.title, first.text, link, found[0].created_at,
        )  # fmt: skip
