"""What one entry of a log, or one event of a tracker, tells of the error that was raised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from launchready.drill.marks import Finder
from launchready.facts.drills import DrillResult, Trial

SUBJECT = "error"
MAX_ENTRY = 32 * 1024
"""Octets of an entry that are read; a stack trace fits."""

_CAUSE = re.compile(
    rb"\b(?:ERROR|CRITICAL|FATAL|SEVERE)\b|\[(?:error|crit|alert|emerg)\]"
    rb"|[\"']?(?:level|severity|levelname|lvl)[\"']?\s{0,3}[=:]\s{0,3}[\"']?"
    rb"(?:error|critical|fatal|err|crit)\b|\"level\"\s{0,3}:\s{0,3}[56]0\b"
    rb"|Traceback \(most recent call last\)|\bUnhandled\b|\bUncaught\b"
    rb"|\b[A-Z]\w{1,60}(?:Error|Exception)\b|\"exception\"\s{0,3}:"
)
_RELEASE = re.compile(
    rb"\b(?:release|version|app_version|git_sha|commit|revision|build)[\"']?\s{0,3}[=:]"
    rb"\s{0,3}[\"']?[\w.@+-]{1,100}",
    re.IGNORECASE,
)
_USER = re.compile(
    rb"\b(?:user|usr|account|customer|tenant|actor)[-_. ]?(?:id|uuid)[\"']?\s{0,3}[=:]"
    rb"\s{0,3}[\"']?[\w-]{1,64}|\"(?:user|usr)\"\s{0,3}:\s{0,3}\{[^}]{0,200}\"id\"\s{0,3}:"
    rb"|\buid[\"']?\s{0,3}[=:]\s{0,3}[\"']?[\w-]{1,64}",
    re.IGNORECASE,
)
_BEGINS = re.compile(rb"[\[{<(\"']?\d{2,4}[-/ :T]|[\[{<]|[A-Z][a-z]{2} [ \d]\d |[a-z_]{1,20}=")
"""How a line begins that is an entry of its own, not the rest of the one before."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the error can be told by.

    Attributes:
        ids: what was sent as the request id, and what the answer gave as one.
        path: of the route.
        release: what the answer's release header said; empty where there is none.
        as_user: whether somebody was signed in.
        finder: finds the made-up customer that came with the request.
        personal: what is known of the real test user, and must not be there.
    """

    ids: tuple[str, ...]
    path: str
    release: str
    as_user: bool
    finder: Finder = field(repr=False)
    personal: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the error was seen.

    Attributes:
        place: the log, or what else was looked at.
        text: octets of the entry; never shown, for it may hold anything.
        by_id: an id of the request is in it, not only its path.
        cause: it says that something failed, not only which status was answered.
    """

    place: str
    text: bytes = field(repr=False)
    by_id: bool
    cause: bool

    @property
    def rank(self) -> tuple[bool, bool]:
        """Order entries by how much they help."""
        return self.cause, self.by_id


def entries(place: str, text: bytes, signs: Signs, *, whole: bool = False) -> Iterator[Entry]:
    """Find what tells of the error.

    Args:
        place: what the text is of.
        text: what was added to a log, or all of an event.
        signs: what it is told by.
        whole: the text is one entry.
    """
    ids = [each.encode() for each in signs.ids if each]
    path = signs.path.encode()
    for entry in [text[: 8 * MAX_ENTRY]] if whole else _split(text):
        by_id = any(each in entry for each in ids)
        cause = _CAUSE.search(entry) is not None
        if by_id or (cause and len(path) > 1 and path in entry):
            yield Entry(place, entry, by_id, cause)


def _split(text: bytes) -> Iterator[bytes]:
    """Cut a log into entries: a line, and the lines below it that begin as none does."""
    held: list[bytes] = []
    size = 0
    for line in text.split(b"\n"):
        if held and (size + len(line) > MAX_ENTRY or _BEGINS.match(line)):
            yield b"\n".join(held)
            held, size = [], 0
        held.append(line[:MAX_ENTRY])
        size += len(line) + 1
    if held:
        yield b"\n".join(held)


def trials(entry: Entry, signs: Signs) -> list[Trial]:
    """Judge what an entry tells, aspect by aspect."""
    text, place = entry.text, entry.place

    def trial(aspect: str, good: bool, well: str, badly: str) -> Trial:
        result = DrillResult.PASSED if good else DrillResult.FAILED
        return Trial(SUBJECT, place, aspect, result, well if good else badly)

    release = signs.release.encode()
    told = release in text if release else _RELEASE.search(text) is not None
    found = [
        trial("cause", entry.cause, "says what failed", "names the request, not what failed"),
        trial(
            "request-id", entry.by_id,
            "carries the id of the request", "carries no id that the request has",
        ),
        trial("release", told, "names the release", "does not name the release"),
    ]  # fmt: skip
    if signs.as_user:
        user = _USER.search(text) is not None
        found.append(trial("user", user, "names the user by an id", "names no user's id"))
    kinds = sorted({hit.mark.kind for hit in signs.finder.hits(text)})
    kinds += ["the test user's name"] if _holds(text, signs.personal) else []
    found.append(
        trial(
            "nothing-personal", not kinds,
            "holds nothing personal that was sent", f"holds: {', '.join(kinds)}",
        )
    )  # fmt: skip
    return found


def _holds(text: bytes, words: tuple[str, ...]) -> bool:
    return any(len(word) > 3 and word.encode() in text for word in words)
