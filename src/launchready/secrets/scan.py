"""One scan: takes buffers full of texts, keeps what was found in them, value-free."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from launchready.facts.secrets import Allowed, Danger, Findings, FoundSecret, Tier, Unread
from launchready.secrets import keyword
from launchready.secrets.allow import Allowances
from launchready.secrets.catalog import all_rules
from launchready.secrets.confirm import Buffer, Match, TooManyLookAlikes, confirmer
from launchready.secrets.engine import Engine, best_engine
from launchready.secrets.exact import ExactValues
from launchready.secrets.masking import KeyedHash, masked

MOST_UNREAD = 100
"""How many unread places are named; the others are counted."""
MOST_IN_A_TEXT = 1000
"""Findings of one text that are kept: a dump of tokens needs no more."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from.

    Attributes:
        path: as a place names it; tracked, mode: as `FoundSecret` says.
        blob: name of the git object that it is, "" outside of history.
        lines_before: counts the lines before the buffer's part of the text, where it is
            only a part; called only for findings.
    """

    path: str
    tracked: bool = False
    mode: int = 0
    blob: str = ""
    lines_before: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class Span:
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

    @classmethod
    def whole(cls, origin: Origin, low: int, high: int) -> Span:
        """Give a text that stands in the buffer as a whole."""
        return cls(origin, low, high, low, high)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A match and what it says, before overlapping ones are settled."""

    start: int
    end: int
    rank: tuple[int, ...]
    found: FoundSecret


@dataclass
class Scan:
    """What one scan looks for, and what it has found so far; several threads may add."""

    hashed: KeyedHash
    exact: ExactValues = field(default_factory=lambda: ExactValues({}))
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
            for number, claims in self._claims(buffer, size, spans, places).items():
                self._settle(buffer, spans[number], claims)
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
            notes=(*self.exact.refused, *sorted(self._notes)),
            texts=self._texts,
            size=self._size,
            exact_names=tuple(self.exact.names),
        )

    def _alone(self, buffer: Buffer, span: Span) -> None:
        part = bytes(memoryview(buffer)[span.low : span.high])
        moved = Span(span.origin, 0, len(part), span.first - span.low, span.last - span.low)
        self.buffer(part, len(part), [moved])

    def _claims(
        self,
        buffer: Buffer,
        size: int,
        spans: Sequence[Span],
        places: dict[int, list[int]],
    ) -> dict[int, list[_Claim]]:
        lows = [span.low for span in spans]
        claims: dict[int, list[_Claim]] = {}
        for rule, ends in places.items():
            for number, some in _by_span(ends, lows):
                span = spans[number]
                try:
                    for match in confirmer(rule).matches(buffer, some, span.low, span.high):
                        if span.first <= match.start < span.last:
                            claim = self._claim(buffer, span, match)
                            if claim:
                                claims.setdefault(number, []).append(claim)
                except TooManyLookAlikes:
                    self.unread(span.origin.path, "too many look-alikes of secrets")
        for each in self.exact.matches(buffer, size):
            number = max(bisect_right(lows, each.start) - 1, 0)
            span = spans[number]
            if span.first <= each.start < span.last and each.end <= span.high:
                found = FoundSecret(
                    rule="env-value", provider="", kind="value of a secret variable",
                    danger=Danger.SECRET, tier=Tier.EXACT, path=span.origin.path,
                    line=0, column=0, masked=f"…({len(each.value)} characters)",
                    hash=self.hashed(each.value), encoding=each.encoding,
                    variable=each.name, tracked=span.origin.tracked, mode=span.origin.mode,
                    rotate=f"Give {each.name} a new value where it comes from, deploy, and "
                    "only then end the old one.",
                )  # fmt: skip
                # The plain form first: it is one of its own URL-encoded forms, too.
                rank = (0, bool(each.encoding), each.start - each.end)
                claims.setdefault(number, []).append(_Claim(each.start, each.end, rank, found))
        return claims

    def _claim(self, buffer: Buffer, span: Span, match: Match) -> _Claim | None:
        rule = all_rules()[match.rule]
        tier = Tier.CONTEXT if rule is keyword.RULE else Tier.FORMAT
        if tier is Tier.CONTEXT and not _plausible(buffer, span, match):
            return None
        origin = span.origin
        found = FoundSecret(
            rule=rule.id, provider=rule.provider, kind=rule.kind, danger=rule.danger,
            tier=tier, path=origin.path, line=0, column=0, masked=masked(rule, match.value),
            hash=self.hashed(match.value), rotate=rule.rotate, docs=rule.docs,
            tracked=origin.tracked, mode=origin.mode,
        )  # fmt: skip
        order = 1 if tier is Tier.FORMAT else 2
        # Then the one that a checksum vouches for, the longest, the one told by its context.
        rank = (
            order,
            rule.checksum is None,
            match.start - match.end,
            not rule.context_bytes and "(?P<secret>" not in rule.pattern,
            match.rule,
        )
        return _Claim(match.start, match.end, rank, found)

    def _settle(self, buffer: Buffer, span: Span, claims: list[_Claim]) -> None:
        """Keep the surest of overlapping claims; see what is allowed."""
        taken = _Taken()
        claims.sort(key=lambda each: (each.rank, each.start))
        kept = [
            _with_provider(claim, claims)
            for claim in claims
            if taken.add(claim.start, claim.end)
        ]
        kept.sort(key=lambda each: each.start)
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

    def _keep(self, buffer: Buffer, span: Span, claim: _Claim, line: int, column: int) -> None:
        found = replace(claim.found, line=line, column=column)
        verdict = self.allowances.verdict(buffer, span, claim.start, claim.end, found)
        with self._lock:
            if verdict.allowed:
                self._allowed.append(Allowed(found, verdict.by, verdict.reason))
            else:
                self.hits.append((span.origin, found))
        if verdict.note:
            self.note(verdict.note)


def _with_provider(claim: _Claim, claims: Sequence[_Claim]) -> _Claim:
    """Say of an exact value whose token it is, where a format tells."""
    if claim.found.tier is not Tier.EXACT:
        return claim
    for other in claims:
        overlaps = other.start < claim.end and claim.start < other.end
        if other.found.tier is Tier.FORMAT and overlaps:
            told = replace(
                claim.found, provider=other.found.provider, kind=other.found.kind,
                docs=other.found.docs, rotate=other.found.rotate,
            )  # fmt: skip
            return replace(claim, found=told)
    return claim


class _Taken:
    """Stretches of a text that are claimed, without overlap."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        """Claim [start, end); False where some of it is claimed already."""
        at = bisect_right(self._starts, start)
        if (at and self._ends[at - 1] > start) or (
            at < len(self._starts) and self._starts[at] < end
        ):
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def _plausible(buffer: Buffer, span: Span, match: Match) -> bool:
    """Say whether something with a secret's name is one: not minified, not a placeholder."""
    if ".min." in span.origin.path:
        return False
    begin = max(buffer.rfind(b"\n", span.low, match.start) + 1, span.low)
    stop = buffer.find(b"\n", match.end, span.high)
    stop = span.high if stop < 0 else stop
    return stop - begin <= keyword.LONGEST_LINE and keyword.looks_random(match.value)


def _by_span(ends: Sequence[int], lows: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Split ends by the text that they are in."""
    some: list[int] = []
    current = -1
    for end in ends:
        number = max(bisect_right(lows, end - 1) - 1, 0)
        if number != current and some:
            yield current, some
            some = []
        current = number
        some.append(end)
    if some:
        yield current, some


def once(found: Sequence[FoundSecret]) -> list[FoundSecret]:
    """Give each secret of each file once, where it stands first."""
    seen: dict[tuple[str, str], FoundSecret] = {}
    for secret in sorted(found, key=lambda each: (each.path, each.line, each.column)):
        seen.setdefault((secret.path, secret.hash), secret)
    return list(seen.values())
