"""Mailboxes over IMAP (RFC 9051), read only: what arrives is looked at and left as it is.

The standard library's client does the talking, in a thread; what it lacks are bounds, and
those are here: of time, of message sizes and of messages.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from launchready.facts.base import CannotSee

MAX_MESSAGE = 26 * 1024 * 1024
"""Octets of one message: what mailbox providers take in at most."""

MAX_MESSAGES = 2000
"""Messages of one folder that are read, the newest."""

SILENCE_S = 15.0
"""How long a server may say nothing."""

_JUNK_NAMES = ("junk", "spam", "junk email", "junk e-mail", "bulk mail", "[gmail]/spam",
               "inbox.junk", "inbox.spam")  # fmt: skip
_LISTED = re.compile(rb'\(([^)]*)\) (?:"[^"]{0,4}"|NIL) (.{1,200})', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mailbox is, and who may read it.

    Attributes:
        host: as its certificate names it.
        port: for TLS from the first octet on (RFC 8314).
        user: the login name.
        password: never shown.
        address: (IP address or host, port) to connect to instead.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    address: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message in a mailbox.

    Attributes:
        folder: where it lies.
        junk: whether that is the folder for spam.
        at: when the server took it in, UTC.
        content: the whole message.
    """

    folder: str
    junk: bool
    at: datetime
    content: bytes = field(repr=False)


class _Client(imaplib.IMAP4_SSL):
    """The standard client, led to another address, and refusing what is too large."""

    def __init__(self, account: Account, context: ssl.SSLContext) -> None:
        self._account = account
        self._trust = context
        super().__init__(account.host, account.port, ssl_context=context, timeout=SILENCE_S)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        place = self._account.address or (self._account.host, self._account.port)
        plain = socket.create_connection(place, timeout)
        try:
            return self._trust.wrap_socket(plain, server_hostname=self._account.host)
        except BaseException:
            plain.close()
            raise

    def read(self, size: int) -> bytes:
        """Read a literal, if it is no larger than a message may be."""
        if size > MAX_MESSAGE:
            raise self.abort("literal too large")
        return super().read(size)


class Mailbox:
    """A signed-in session; use as a context manager, in a thread of its own.

    Every method raises CannotSee where the server fails, falls silent or makes no sense.
    """

    def __init__(self, account: Account, trust: ssl.SSLContext, *, deadline_s: float) -> None:
        self._account = account
        self._trust = trust
        self._until = time.monotonic() + deadline_s
        self._client: _Client | None = None

    def __enter__(self) -> Mailbox:
        with self._failures("cannot be reached"):
            self._client = _Client(self._account, self._trust)
        try:
            with self._failures("refused the user name or the password"):
                self._client.login(self._account.user, self._account.password)
        except CannotSee:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Sign out; a server that does not answer is left."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.logout()
            with contextlib.suppress(OSError):
                client.shutdown()

    def junk_folder(self) -> str:
        """Find the folder for spam: by its special use (RFC 6154), else by its name; or ""."""
        with self._failures("did not list its folders"):
            _, lines = self._session.list()
        names: list[str] = []
        for line in lines[:1000]:
            found = _LISTED.match(line) if isinstance(line, bytes) else None
            if found is None:
                continue
            name = found[2].decode("ascii", "replace").strip().strip('"')
            if b"\\junk" in found[1].lower():
                return name
            names.append(name)
        known = {name.lower(): name for name in names}
        return next((known[each] for each in _JUNK_NAMES if each in known), "")

    def next_uid(self, folder: str) -> int:
        """Tell the number that the next message will have, or more."""
        self._open(folder)
        with self._failures("did not count its messages"):
            _, found = self._session.uid("search", "ALL")
        uids = _numbers(found)
        return max(uids, default=0) + 1

    def since(self, folder: str, uid: int, *, junk: bool = False) -> list[Arrived]:
        """Read the messages from a number on, the oldest first."""
        self._open(folder)
        with self._failures("did not search"):
            _, found = self._session.uid("search", f"UID {uid}:*")
        # "n:*" always gives the last message, whatever n is.
        return self._read(folder, [each for each in _numbers(found) if each >= uid], junk)

    def from_day(self, folder: str, day: date) -> list[Arrived]:
        """Read the messages that arrived on a day or later."""
        self._open(folder)
        with self._failures("did not search"):
            when = imaplib.Time2Internaldate(datetime(day.year, day.month, day.day, tzinfo=UTC))
            _, found = self._session.uid("search", f"SINCE {when.strip(chr(34)).split()[0]}")
        return self._read(folder, _numbers(found), junk=False)

    def _read(self, folder: str, uids: list[int], junk: bool) -> list[Arrived]:
        messages = []
        for uid in sorted(uids)[-MAX_MESSAGES:]:
            with self._failures("did not give a message"):
                _, parts = self._session.uid("fetch", str(uid), "(INTERNALDATE BODY.PEEK[])")
            for part in parts:
                if isinstance(part, tuple) and len(part) == 2:
                    messages.append(Arrived(folder, junk, _arrival(part[0]), part[1]))
                    break
        return messages

    def _open(self, folder: str) -> None:
        name = folder.replace("\\", "\\\\").replace('"', '\\"')
        with self._failures(f"has no folder {folder}"):
            answer, _ = self._session.select(f'"{name}"', readonly=True)
            if answer != "OK":
                raise imaplib.IMAP4.error("refused")

    @property
    def _session(self) -> _Client:
        if self._client is None:
            raise CannotSee(f"{self._account.host} is not signed in to")
        if time.monotonic() > self._until:
            raise CannotSee(f"{self._account.host} took too long")
        return self._client

    @contextlib.contextmanager
    def _failures(self, what: str) -> Iterator[None]:
        """Say in our own words what failed: a server's may quote what it was sent."""
        host = self._account.host
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise CannotSee(f"{host}: certificate: {error.verify_message}") from None
        except TimeoutError:
            raise CannotSee(f"{host}: no answer within {SILENCE_S:g} s") from None
        except OSError as error:
            raise CannotSee(f"{host}: {error.strerror or 'connection lost'}") from None
        except imaplib.IMAP4.abort:
            raise CannotSee(f"{host}: the connection broke off") from None
        except (imaplib.IMAP4.error, ValueError, IndexError, TypeError, UnicodeError):
            raise CannotSee(f"{host} {what}") from None


def _numbers(found: list[bytes | None]) -> list[int]:
    words = b" ".join(each for each in found if isinstance(each, bytes)).split()
    return [int(word) for word in words if word.isdigit() and len(word) <= 10]


def _arrival(head: bytes) -> datetime:
    """Read INTERNALDATE; a message without one arrived when it was looked at."""
    with contextlib.suppress(ValueError, OverflowError):
        when = imaplib.Internaldate2tuple(head)
        if when is not None:
            return datetime.fromtimestamp(time.mktime(when), UTC)
    return datetime.now(UTC)
