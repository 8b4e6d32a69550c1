"""What a product's logs and documents say of how it is run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from launchready.facts.base import Fact
from launchready.facts.http import Trace


class LogEvent(StrEnum):
    """What a line of a log tells of."""

    ERROR = "error"
    SIGN_IN = "failed sign-in"
    PAYMENT = "failed payment"
    WEBHOOK = "failed webhook"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
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


@dataclass(frozen=True, slots=True)
class LogEvents(Fact):
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


@dataclass(frozen=True, slots=True)
class IncidentGuide(Fact):
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


@dataclass(frozen=True, slots=True)
class StatusPageVisit(Fact):
    """How the declared status page answers to a customer."""

    trace: Trace
