"""What matches say, once those that overlap are settled: the surest one is believed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from launchready.facts.secrets import Danger, FoundSecret, Tier
from launchready.secrets import keyword
from launchready.secrets.catalog import all_rules
from launchready.secrets.confirm import Match, TooManyLookAlikes, confirmer
from launchready.secrets.masking import KeyedHash, masked

if TYPE_CHECKING:
    from launchready.secrets.engine import Buffer
    from launchready.secrets.exact import ExactMatch, ExactValues
    from launchready.secrets.scan import Span


class Claim(Struct, frozen=True):
    """A match and what it says, its line not yet counted.

    Attributes:
        start, end: of the secret in the buffer.
        rank: the lower, the surer.
        found: what it says.
    """

    start: int
    end: int
    rank: tuple[int, ...]
    found: FoundSecret


class Claims:
    """Makes claims of the matches in a buffer."""

    def __init__(
        self,
        hashed: KeyedHash,
        exact: ExactValues | None,
        unread: Callable[[str, str], None],
    ) -> None:
        self._hashed = hashed
        self._exact = exact
        self._unread = unread

    def settled(
        self,
        buffer: Buffer,
        size: int,
        spans: Sequence[Span],
        places: dict[int, list[int]],
    ) -> Iterator[tuple[Span, list[Claim]]]:
        """Give each text's claims, none of which overlap, in order.

        Args:
            buffer: its first `size` bytes hold the texts.
            size: see there.
            spans: the texts, in order.
            places: by rule, where an engine saw something.
        """
        lows = [span.low for span in spans]
        claims: dict[int, list[Claim]] = {}
        for rule, ends in places.items():
            for number, some in _by_span(ends, lows):
                for claim in self._of_rule(buffer, spans[number], rule, some):
                    claims.setdefault(number, []).append(claim)
        for each in self._exact.matches(buffer, size) if self._exact else ():
            number = max(bisect_right(lows, each.start) - 1, 0)
            span = spans[number]
            if span.first <= each.start < span.last and each.end <= span.high:
                claims.setdefault(number, []).append(self._of_value(span, each))
        for number, some_claims in claims.items():
            yield spans[number], _surest(some_claims)

    def _of_rule(
        self, buffer: Buffer, span: Span, rule: int, ends: Sequence[int]
    ) -> Iterator[Claim]:
        try:
            for match in confirmer(rule).matches(buffer, ends, span.low, span.high):
                if span.first <= match.start < span.last and (
                    all_rules()[rule] is not keyword.RULE or _plausible(buffer, span, match)
                ):
                    yield self._of_match(span, match)
        except TooManyLookAlikes:
            self._unread(span.origin.path, "too many look-alikes of secrets")

    def _of_match(self, span: Span, match: Match) -> Claim:
        rule = all_rules()[match.rule]
        tier = Tier.CONTEXT if rule is keyword.RULE else Tier.FORMAT
        found = FoundSecret(
            rule=rule.id, provider=rule.provider, kind=rule.kind, danger=rule.danger,
            tier=tier, path=span.origin.path, line=0, column=0,
            masked=masked(rule, match.value), hash=self._hashed(match.value),
            rotate=rule.rotate, docs=rule.docs, tracked=span.origin.tracked,
            mode=span.mode,
        )  # fmt: skip
        # The one that a checksum vouches for, the longest, the one told by its context.
        rank = (
            1 if tier is Tier.FORMAT else 2,
            rule.checksum is None,
            match.start - match.end,
            not rule.context_bytes and "(?P<secret>" not in rule.pattern,
            match.rule,
        )
        return Claim(match.start, match.end, rank, found)

    def _of_value(self, span: Span, match: ExactMatch) -> Claim:
        found = FoundSecret(
            rule="env-value", provider="", kind="value of a secret variable",
            danger=Danger.SECRET, tier=Tier.EXACT, path=span.origin.path, line=0, column=0,
            masked=f"… ({len(match.value)} characters)", hash=self._hashed(match.value),
            encoding=match.encoding, variable=match.name, tracked=span.origin.tracked,
            mode=span.mode,
            rotate=f"Give {match.name} a new value where it comes from, deploy, and only "
            "then end the old one.",
        )  # fmt: skip
        # The plain form first: it is one of its own URL-encoded forms, too.
        rank = (0, bool(match.encoding), match.start - match.end)
        return Claim(match.start, match.end, rank, found)


def _surest(claims: list[Claim]) -> list[Claim]:
    """Keep the surest of overlapping claims."""
    taken = _Taken()
    claims.sort(key=lambda each: (each.rank, each.start))
    kept = [
        _with_provider(claim, claims) for claim in claims if taken.add(claim.start, claim.end)
    ]
    return sorted(kept, key=lambda each: each.start)


def _with_provider(claim: Claim, claims: Sequence[Claim]) -> Claim:
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
