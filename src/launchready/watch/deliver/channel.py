"""Sends one message through one channel, once."""

from __future__ import annotations

import asyncio
import email.utils
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from launchready.facts.base import CannotSee
from launchready.facts.http import HttpExchange
from launchready.mail.submit import MailServer, Refused, submit
from launchready.net.exchanges import Response
from launchready.net.http import Addresses, Deadlines, HttpClient
from launchready.net.network import Network
from launchready.watch.deliver.mail import write_mail
from launchready.watch.deliver.message import Message, NotSent
from launchready.watch.deliver.posts import POSTS, Secret

TIMEOUT_S = 15.0
"""How long a channel may take; far less than the lease of a message."""

MAX_RETRY_AFTER_S = 3600.0
"""The longest wait that a channel may ask for and get."""

KINDS = frozenset({*POSTS, "email", "apprise"})
"""Kinds of channel that there are."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with all that it takes to use it; its secrets are never shown.

    Attributes:
        name: unique.
        kind: one of `KINDS`.
        secret: for those that take HTTP requests, and Apprise's URL.
        server: for email.
        sender: the From field of email.
        to: addresses of email.
    """

    name: str
    kind: str
    secret: Secret = field(default_factory=lambda: Secret(""), repr=False)
    server: MailServer | None = None
    sender: str = ""
    to: tuple[str, ...] = ()


class Sender(Struct, frozen=True):
    """Sends messages.

    Attributes:
        network: the way out, with the manifest's overrides.
        names: where addresses come from.
        now_s: seconds since 1970, as messages are stamped and signed.
    """

    network: Network
    names: Addresses
    now_s: Callable[[], float] = time.time

    async def send(self, channel: Channel, message: Message) -> None:
        """Send, and return once the channel has taken it.

        Raises:
            NotSent: it did not, or did not say so in time.
        """
        try:
            async with asyncio.timeout(3 * TIMEOUT_S):
                if channel.kind == "email":
                    await self._mail(channel, message)
                elif channel.kind == "apprise":
                    await _apprise(channel, message)
                else:
                    await self._post(channel, message)
        except (CannotSee, Refused) as error:
            raise NotSent(str(error)) from None
        except TimeoutError:
            raise NotSent(f"no answer within {3 * TIMEOUT_S:g} s") from None

    async def _mail(self, channel: Channel, message: Message) -> None:
        assert channel.server is not None
        mail = write_mail(message, channel.sender, list(channel.to))
        await submit(channel.server, self.network, mail, list(channel.to))

    async def _post(self, channel: Channel, message: Message) -> None:
        post = POSTS[channel.kind](channel.secret, message, int(self.now_s()))
        waits = Deadlines(connect=TIMEOUT_S, silence=TIMEOUT_S, total=TIMEOUT_S)
        async with HttpClient(self.network, self.names, waits) as client:
            response = await client.request(
                "POST", post.url, headers=post.headers, content=post.body, max_bytes=64 * 1024
            )
        exchange = response.exchange
        if exchange.failure is not None:
            raise NotSent(exchange.detail)
        if not 200 <= exchange.status < 300:
            after = retry_after(exchange, self.now_s()) or _told_in_body(response)
            raise NotSent(f"status {exchange.status}", after_s=min(after, MAX_RETRY_AFTER_S))


def retry_after(exchange: HttpExchange, now_s: float) -> float:
    """Read Retry-After (RFC 9110 section 10.2.3), seconds or a date; 0 of none."""
    value = exchange.header("retry-after").strip()
    if value.replace(".", "", 1).isdigit() and len(value) < 12:
        return float(value)
    when = email.utils.parsedate_tz(value)
    if when is None:
        return 0.0
    try:
        return max(0.0, email.utils.mktime_tz(when) - now_s)
    except (ValueError, OverflowError):
        return 0.0


def _told_in_body(response: Response) -> float:
    """Read how long Telegram ("parameters") and Discord want us to wait."""
    try:
        body = json.loads(response.text)
    except (ValueError, RecursionError):
        return 0.0
    if not isinstance(body, dict):
        return 0.0
    inner = body.get("parameters")
    told = (inner if isinstance(inner, dict) else body).get("retry_after")
    return float(told) if isinstance(told, int | float) and told >= 0 else 0.0


async def _apprise(channel: Channel, message: Message) -> None:
    import apprise

    kinds = {"page": apprise.NotifyType.FAILURE, "notify": apprise.NotifyType.WARNING}
    notifier = apprise.Apprise()
    if not notifier.add(channel.secret.url):
        raise NotSent("Apprise does not know this kind of URL")
    taken = await notifier.async_notify(
        title=message.subject, body=message.lines, notify_type=kinds[message.severity]
    )
    if not taken:
        raise NotSent("Apprise says that it was not taken")
