"""The whole way of a mail: handed in at one end, seen in a mailbox at the other."""

from __future__ import annotations

import asyncio
import secrets
import time
from email.message import EmailMessage
from email.utils import make_msgid

from msgspec import Struct

from launchready.mail.accounts import open_account
from launchready.mail.mailbox import Account, Mailbox
from launchready.mail.submit import MailServer, Refused, submit
from launchready.manifest.schema import Mailbox as Declared
from launchready.net.network import Network
from launchready.watch.model import Verdict
from launchready.watch.probe.seen import Seen, down

BETWEEN_S = 2.0
"""How often the mailbox is asked whether the mail is there."""


class MailLook(Struct, frozen=True):
    """Sends one mail, and waits until it is seen.

    Attributes:
        network: the way out.
        server: where mail is handed in.
        sender: the whole From field.
        box: where it must arrive.
        timeout_s: how long it may take.
    """

    network: Network
    server: MailServer
    sender: str
    box: Declared
    timeout_s: float

    async def __call__(self) -> Seen:
        """Look once.

        Raises:
            CannotSee: the server could not be reached.
        """
        account = await open_account(self.box, self.network)
        mark = secrets.token_hex(8)
        begin = await asyncio.to_thread(self._next_uid, account)
        started = time.monotonic()
        try:
            await submit(self.server, self.network, self._write(mark), [self.box.address])
        except Refused as error:
            return down(str(error))
        while time.monotonic() - started < self.timeout_s:
            junk = await asyncio.to_thread(self._arrived, account, begin, mark)
            took = round((time.monotonic() - started) * 1000, 3)
            if junk is False:
                return Seen(Verdict.UP, latency_ms=took)
            if junk:
                return down("the mail arrived among spam", took)
            await asyncio.sleep(BETWEEN_S)
        return down(f"the mail did not arrive within {self.timeout_s:g} s")

    def _write(self, mark: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = self.box.address
        message["Subject"] = f"launchready mail path {mark}"
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip("> "))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("The uptime monitor sends this to see that mail arrives.")
        return message

    def _next_uid(self, account: Account) -> dict[str, int]:
        with Mailbox(account, self.network.trust, deadline_s=self.timeout_s) as session:
            junk = self.box.junk or session.junk_folder()
            folders = [self.box.inbox, *([junk] if junk else [])]
            return {folder: session.next_uid(folder) for folder in folders}

    def _arrived(self, account: Account, begin: dict[str, int], mark: str) -> bool | None:
        """Say whether the mail is in the inbox (False), among spam (True), or nowhere."""
        with Mailbox(account, self.network.trust, deadline_s=self.timeout_s) as session:
            for folder, uid in begin.items():
                for message in session.since(folder, uid):
                    if mark.encode() in message.content:
                        return folder != self.box.inbox
        return None
