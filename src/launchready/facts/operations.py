"""What a product's logs and documents say of how it is run."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import Trace


class LogEvent(StrEnum):
    """What a line of a log tells of."""

    ERROR = "error"
    SIGN_IN = "failed sign-in"
    PAYMENT = "failed payment"
    WEBHOOK = "failed webhook"


class LoggedEvent(Struct, frozen=True):
    """All lines that tell of one kind of event.

    Attributes:
        event: which.
        count: how many lines.
        path, line: the last of them; lines counted from 1.
        timed: how many say when.
        placed: how many say what was asked for: a path, a route, a job.
        traced: how many carry an id that finds the other lines of the same request.
    """

    event: LogEvent
    count: int
    path: str
    line: int
    timed: int
    placed: int
    traced: int

    @property
    def place(self) -> str:
        """Give "path:line"."""
        return f"{self.path}:{self.line}"


class LogEvents(Fact, frozen=True):
    """What the declared logs tell of, in the part of them that was read.

    Attributes:
        found: one for each event that was met.
        files, lines: how many were read.
        missing: patterns that match no file.
        unread: "path: reason" of logs that could not be read.
    """

    found: tuple[LoggedEvent, ...] = ()
    files: int = 0
    lines: int = 0
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def of(self, event: LogEvent) -> LoggedEvent | None:
        """Give the lines of one kind of event."""
        return next((each for each in self.found if each.event is event), None)

    @property
    def why_unread(self) -> str:
        """Say what was declared and not read, or ""."""
        reasons = [*self.unread, *(f"nothing matches {each}" for each in self.missing)]
        return ", ".join(reasons[:3])


class IncidentGuide(Fact, frozen=True):
    """The document that people open in an incident.

    Attributes:
        path: relative to the repository, or "" where none was found.
        words: how many it has.
        names: which of the things that a responder looks for it speaks of, of
            "who", "rollback", "status", "logs".
    """

    path: str = ""
    words: int = 0
    names: tuple[str, ...] = ()


class StatusPageVisit(Fact, frozen=True):
    """How the declared status page answers to a customer."""

    trace: Trace
