"""Holds a candidate against its rule: expression, boundaries, checksum, entropy, context.

Both engines end here, with the places that they found worth a look, so their results are
the same.
"""

from __future__ import annotations

import functools
import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launchready.secrets.width import widest

if TYPE_CHECKING:
    from launchready.secrets.engine import Buffer
    from launchready.secrets.rule import Rule

STEP = 4096
"""Bytes within which matches begin that one call of `re` looks for."""
PATIENCE_S = 2.0
"""For the look-alikes of one rule in one buffer; only hostile text takes so long."""

# What ends in a word character and yet is a boundary: escapes of strings, URLs and terminals.
_ESCAPES = "".join(
    rf"|(?<={escape})"
    for escape in (
        r"\\[abefnrtv]", r"%[0-9A-Fa-f]{2}", r"\\u[0-9A-Fa-f]{4}", r"\\x[0-9A-Fa-f]{2}",
        *(rf"\x1b\[[0-9;]{{{size}}}[mK]" for size in range(9)),
    )
)  # fmt: skip


class TooManyLookAlikes(Exception):
    """A text made to cost time: what one rule might match there was not all tried."""


@dataclass(frozen=True, slots=True)
class Match:
    """A confirmed match, with its value: stays in memory, and out of every message.

    Attributes:
        rule: index among all rules.
        start, end: of the secret in the buffer.
        value: the secret itself.
    """

    rule: int
    start: int
    end: int
    value: bytes = field(repr=False)


class Confirmer:
    """A rule made ready to try candidates."""

    def __init__(self, index: int, rule: Rule) -> None:
        self._index = index
        self._rule = rule
        self.width = widest(rule.pattern)
        before = f"(?:(?<![{rule.not_before}]){_ESCAPES})" if rule.not_before else ""
        after = f"(?![{rule.not_after}])" if rule.not_after else ""
        pattern = f"{before}(?:{rule.pattern}){after}"
        self._regex = re.compile(pattern.encode("latin-1"), re.DOTALL)
        self._secret = "secret" if "(?P<secret>" in rule.pattern else 0
        words = b"|".join(re.escape(word) for word in rule.keywords)
        self._words = re.compile(words, re.IGNORECASE)
        self._longest_word = max(map(len, rule.keywords))

    def matches(
        self, buffer: Buffer, ends: Sequence[int], low: int, high: int
    ) -> Iterator[Match]:
        """Try the places that an engine found in `buffer[low:high]`.

        Args:
            buffer: the bytes; what is outside of low and high is another text's.
            ends: where something like a match ended, in rising order.
            low: where the text begins.
            high: where it ends.

        Raises:
            TooManyLookAlikes: the text is made so that trying takes too long.
        """
        reach = self.width + self._rule.context_bytes + self._longest_word
        give_up = time.monotonic() + PATIENCE_S
        for first, last in _merged(ends, reach if self._rule.context_bytes else self.width):
            start, end = max(first, low), min(last, high)
            found = (
                self._behind_words(buffer, start, end, give_up)
                if self._rule.context_bytes
                else self._anywhere(buffer, start, end, end, give_up)
            )
            for match in found:
                value = match.group(self._secret)
                if self._holds(value, match[0]):
                    yield Match(self._index, *match.span(self._secret), value)

    def _anywhere(
        self, buffer: Buffer, start: int, last: int, end: int, give_up: float
    ) -> Iterator[re.Match[bytes]]:
        """Give matches that begin in [start, last) and end by `end`, a window at a time."""
        at = start
        while at < last:
            if at - start > STEP and time.monotonic() > give_up:
                raise TooManyLookAlikes
            match = self._regex.search(buffer, at, min(end, at + STEP + self.width + 1))
            if match is None or match.start() >= min(last, at + STEP):
                at += STEP
                continue
            yield match
            at = max(match.end(), match.start() + 1)

    def _behind_words(
        self, buffer: Buffer, start: int, end: int, give_up: float
    ) -> Iterator[re.Match[bytes]]:
        seen = start
        for word in self._words.finditer(buffer, start, end):
            first = max(word.end(), seen)
            last = min(word.end() + self._rule.context_bytes + 1, end)
            for match in self._anywhere(buffer, first, last, end, give_up):
                yield match
                seen = match.end()
            if word.end() - start > STEP and time.monotonic() > give_up:
                raise TooManyLookAlikes

    def _holds(self, value: bytes, whole: bytes) -> bool:
        rule = self._rule
        if rule.whole is not None and not rule.whole(whole):
            return False
        if rule.min_entropy and entropy(value) < rule.min_entropy:
            return False
        return rule.checksum is None or rule.checksum(value)


def _merged(ends: Sequence[int], reach: int) -> Iterator[tuple[int, int]]:
    """Give the stretches around ends, those that touch as one."""
    start = end = -1
    for each in ends:
        if each - reach > end:
            if end >= 0:
                yield start, end
            start = max(each - reach, 0)
        end = each + reach + 1
    if end >= 0:
        yield start, end


def entropy(value: bytes) -> float:
    """Give Shannon's entropy in bits per character: 0 for one repeated, at most 6 in base64."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


@functools.cache
def confirmer(index: int) -> Confirmer:
    """Make the rule of an index ready; most rules never meet a candidate."""
    from launchready.secrets.catalog import all_rules

    return Confirmer(index, all_rules()[index])
