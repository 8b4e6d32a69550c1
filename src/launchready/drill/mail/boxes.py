"""Mailboxes that are watched for what arrives: over IMAP, or caught by SMTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

from launchready.drill.mail.catcher import catch
from launchready.mail.accounts import open_account
from launchready.mail.mailbox import Arrived, Mailbox
from launchready.manifest.schema import Mailbox as Declared
from launchready.net.network import Network


class Watched(Protocol):
    """A mailbox that is watched."""

    async def look(self) -> list[Arrived]:
        """Give what has arrived since the watch began; raises CannotSee."""
        ...


@asynccontextmanager
async def watch(
    box: Declared, network: Network, environment: Mapping[str, str], deadline_s: float
) -> AsyncIterator[Watched]:
    """Watch a mailbox from now on.

    Args:
        box: as declared.
        network: with overrides and trusted roots.
        environment: where the password is.
        deadline_s: after which an IMAP session is of no use any more.

    Raises:
        CannotSee: it cannot be signed in to, or the catcher's port is taken.
    """
    async with AsyncExitStack() as stack:
        if box.listen:
            yield await stack.enter_async_context(catch(box.listen, box.address))
            return
        account = await open_account(box, network, environment)
        mailbox = Mailbox(account, network.trust, deadline_s=deadline_s)
        await asyncio.to_thread(mailbox.__enter__)
        stack.push_async_callback(asyncio.to_thread, mailbox.close)
        yield await asyncio.to_thread(_ImapWatch, mailbox, box)


class _ImapWatch:
    """Looks into the inbox and the folder for spam, at what is new in either."""

    def __init__(self, mailbox: Mailbox, box: Declared) -> None:
        self._mailbox = mailbox
        junk = box.junk or mailbox.junk_folder()
        self._folders = {box.inbox: False, **({junk: True} if junk else {})}
        self._next = {folder: mailbox.next_uid(folder) for folder in self._folders}

    async def look(self) -> list[Arrived]:
        return await asyncio.to_thread(self._look)

    def _look(self) -> list[Arrived]:
        return [
            message
            for folder, junk in self._folders.items()
            for message in self._mailbox.since(folder, self._next[folder], junk=junk)
        ]


def is_for(message: Arrived, address: str) -> bool:
    """Say whether a message is for an address: in its header, not in what it quotes."""
    head = re.split(rb"\r?\n\r?\n", message.content[:262_144], maxsplit=1)[0]
    return address.lower().encode() in head.lower()
