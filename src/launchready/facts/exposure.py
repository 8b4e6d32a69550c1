"""What a stranger can read who should not: logs, served files, keys on disk. No values."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class Exposed(StrEnum):
    """What kind of thing stands in a log, the worst first."""

    PASSWORD = "password"  # noqa: S105 -- a name
    CARD = "card number"
    TOKEN = "token"  # noqa: S105 -- a name
    COOKIE = "session cookie"
    IBAN = "bank account"
    CUSTOMER = "name with e-mail address"
    PHONE = "phone number"
    EMAIL = "e-mail address"


LEAKS = frozenset({Exposed.PASSWORD, Exposed.TOKEN, Exposed.COOKIE})
"""What lets a reader of the log in; the others are people's data."""


class LogExposure(Struct, frozen=True):
    """One kind of thing in one log, by its first occurrence.

    Attributes:
        kind: what it is.
        shown: a few words that hold no more than four characters of the value
            ("password=, 11 characters", "Visa ending in 1111").
        path: the log, relative to the repository.
        line: of the first, counted from 1.
        count: how many there are in the part that was read.
    """

    kind: Exposed
    shown: str
    path: str
    line: int
    count: int

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class LogExposures(Fact, frozen=True):
    """What the declared logs give away.

    Attributes:
        found: one for each kind and log.
        files: how many logs were read; lines: how many lines of them.
        missing: patterns that match no file.
        cut: logs of which only the end was read.
        unread: "path: reason" of those that could not be read.
    """

    found: tuple[LogExposure, ...] = ()
    files: int = 0
    lines: int = 0
    missing: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def why_unread(self) -> str:
        """Say what was declared and not read, or ""."""
        reasons = [*self.unread, *(f"nothing matches {each}" for each in self.missing)]
        return ", ".join(reasons[:3])


class ServedFile(Struct, frozen=True):
    """A file that a host gives to anyone and that was never meant to be published.

    Attributes:
        path: "/.env".
        what: in a person's words ("variables of the environment").
        grave: it opens the product, and does not merely describe it.
        names: the first names of variables in it; never their values.
    """

    path: str
    what: str
    grave: bool
    names: tuple[str, ...] = ()


class ServedFiles(Fact, frozen=True):
    """How a host answers for files that deployments leave behind.

    Attributes:
        asked: how many paths were asked for.
        served: those that came, recognised by what is in them.
        unseen: "path: reason" of those that got no answer.
    """

    asked: int
    served: tuple[ServedFile, ...] = ()
    unseen: tuple[str, ...] = ()


class KeyFile(Struct, frozen=True):
    """A file on disk that holds a private key or passwords.

    Attributes:
        path: relative to the repository.
        what: "private key", "passwords of Postgres".
        mode: permission bits.
    """

    path: str
    what: str
    mode: int

    @property
    def open_to(self) -> str:
        """Say who but its owner may read it; "" for nobody."""
        if self.mode & 0o006:
            return "everybody"
        return "its group" if self.mode & 0o060 else ""


class KeyFiles(Fact, frozen=True):
    """Files of keys and passwords in the folder of the repository, whether git keeps them.

    Attributes:
        found: in order of path.
        files: how many files were looked at.
        truncated: why not all were, or "".
    """

    found: tuple[KeyFile, ...] = ()
    files: int = 0
    truncated: str = ""
