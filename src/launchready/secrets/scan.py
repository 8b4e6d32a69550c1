"""One scan: takes buffers full of texts, keeps what was found in them, value-free."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.secrets import Allowed, Findings, FoundSecret, Unread
from launchready.secrets.allow import Allowances
from launchready.secrets.engine import Buffer, Engine, best_engine
from launchready.secrets.masking import KeyedHash

if TYPE_CHECKING:
    from launchready.secrets.claims import Claim
    from launchready.secrets.exact import ExactValues

MOST_UNREAD = 100
"""How many unread places are named; the others are counted."""
MOST_IN_A_TEXT = 1000
"""Findings of one text that are kept: a dump of tokens needs no more."""


PARTING = 0
"""The byte between two texts of a buffer: one that no rule's token can hold."""


class Origin(Struct, frozen=True):
    """Where a text comes from.

    Attributes:
        path: as a place names it; tracked: as `FoundSecret` says.
        real: where the file is on disk, b"" for what is on none.
        blob: name of the git object that it is, "" outside of history.
        lines_before: counts the lines before the buffer's part of the text, where it is
            only a part; called only for findings.
    """

    path: str
    tracked: bool = False
    real: bytes = b""
    blob: str = ""
    lines_before: Callable[[], int] | None = None


class Span(Struct, frozen=True):
    """A text, or a part of one, in a buffer.

    Attributes:
        low, high: where its bytes are, in the buffer.
        first, last: matches count that begin in [first, last): the rest is overlap with
            the parts before and after, which counts there.
    """

    origin: Origin
    low: int
    high: int
    first: int
    last: int

    @property
    def mode(self) -> int:
        """Give the permission bits of the file; 0 where it is on no disk. Looks at it."""
        try:
            return os.lstat(self.origin.real).st_mode & 0o777 if self.origin.real else 0
        except OSError:
            return 0

    @classmethod
    def whole(cls, origin: Origin, low: int, high: int) -> Span:
        """Give a text that stands in the buffer as a whole."""
        return cls(origin, low, high, low, high)


@dataclass
class Scan:
    """What one scan looks for, and what it has found so far; several threads may add."""

    hashed: KeyedHash
    exact: ExactValues | None = None
    allowances: Allowances = field(default_factory=Allowances)
    engine: Engine = field(default_factory=best_engine)
    stopped: threading.Event = field(default_factory=threading.Event)
    on_bytes: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.hits: list[tuple[Origin, FoundSecret]] = []
        self._allowed: list[Allowed] = []
        self._unread: list[Unread] = []
        self._unread_count = 0
        self._notes: dict[str, None] = {}
        self._texts = 0
        self._size = 0

    def buffer(self, buffer: Buffer, size: int, spans: Sequence[Span]) -> None:
        """Scan the first `size` bytes of a buffer, which hold these texts in order."""
        if self.stopped.is_set() or not spans:
            return
        places, too_many = self.engine.places(buffer, size)
        if too_many and len(spans) > 1:
            for span in spans:  # find the one that spoils it for the others
                self._alone(buffer, span)
            return
        with self._lock:
            self._texts += sum(span.first == span.low for span in spans)
            self._size += size
        if too_many:
            self.unread(spans[0].origin.path, "too many look-alikes of secrets")
        if places or self.exact:
            from launchready.secrets.claims import Claims

            claims = Claims(self.hashed, self.exact, self.unread)
            for span, kept in claims.settled(buffer, size, spans, places):
                self._settle(buffer, span, kept)
        if self.on_bytes:
            self.on_bytes(size)

    def allow(self, found: FoundSecret, by: str) -> None:
        """Count a finding among those that somebody allowed."""
        with self._lock:
            self._allowed.append(Allowed(found, by))

    def unread(self, path: str, reason: str) -> None:
        """Say that something could not be read."""
        with self._lock:
            self._unread_count += 1
            if len(self._unread) < MOST_UNREAD:
                self._unread.append(Unread(path, reason))

    def note(self, text: str) -> None:
        """Say something that a reader should know."""
        with self._lock:
            if len(self._notes) < MOST_UNREAD:
                self._notes.setdefault(text)

    def findings(self, found: Sequence[FoundSecret] | None = None) -> Findings:
        """Give what was seen; `found` instead of the hits, where these were worked over."""
        if found is None:
            found = once([secret for _, secret in self.hits])
        return Findings(
            found=tuple(found),
            allowed=tuple(sorted(self._allowed, key=lambda each: each.found.place)),
            unread=tuple(sorted(self._unread, key=lambda each: each.path)),
            unread_count=self._unread_count,
            notes=(
                *(self.exact.refused if self.exact is not None else ()),
                *sorted(self._notes),
            ),
            texts=self._texts,
            size=self._size,
            exact_names=tuple(self.exact.names if self.exact is not None else ()),
        )

    def _alone(self, buffer: Buffer, span: Span) -> None:
        part = bytes(memoryview(buffer)[span.low : span.high])
        moved = Span(span.origin, 0, len(part), span.first - span.low, span.last - span.low)
        self.buffer(part, len(part), [moved])

    def _settle(self, buffer: Buffer, span: Span, kept: Sequence[Claim]) -> None:
        """Say where claims stand, and see what is allowed."""
        if len(kept) > MOST_IN_A_TEXT:
            self.note(
                f"{span.origin.path}: {len(kept)} secrets, the first {MOST_IN_A_TEXT} shown"
            )
        before = span.origin.lines_before() if span.origin.lines_before and kept else 0
        line, counted = before + 1, span.low
        for claim in kept[:MOST_IN_A_TEXT]:
            line += buffer.count(b"\n", counted, claim.start)
            counted = claim.start
            column = claim.start - max(buffer.rfind(b"\n", span.low, claim.start) + 1, span.low)
            self._keep(buffer, span, claim, line, column + 1)

    def _keep(self, buffer: Buffer, span: Span, claim: Claim, line: int, column: int) -> None:
        found = replace(claim.found, line=line, column=column)
        verdict = self.allowances.verdict(buffer, span, claim.start, claim.end, found)
        with self._lock:
            if verdict.allowed:
                self._allowed.append(Allowed(found, verdict.by, verdict.reason))
            else:
                self.hits.append((span.origin, found))
        if verdict.note:
            self.note(verdict.note)


def once(found: Sequence[FoundSecret]) -> list[FoundSecret]:
    """Give each secret of each file once, where it stands first."""
    seen: dict[tuple[str, str], FoundSecret] = {}
    for secret in sorted(found, key=lambda each: (each.path, each.line, each.column)):
        seen.setdefault((secret.path, secret.hash), secret)
    return list(seen.values())
