"""Names that are nearly the one that was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

AFFIXES = frozenset(
    {"PROD", "PRODUCTION", "STAGING", "STG", "DEV", "TEST", "LIVE", "APP", "WEB", "VITE",
     "NEXT", "PUBLIC", "NUXT", "REACT", "EXPO", "GATSBY", "DJANGO", "RAILS", "MY", "THE",
     "OLD", "NEW"}
)  # fmt: skip
"""Words that are put before or after a name without changing what is meant."""


def nearest(wanted: str, there: Iterable[str]) -> str:
    """Find the name that was probably meant by another, or "".

    Told by, in this order: the same letters in another case or with other signs between
    them; the same name with a word such as PROD before or after it; a slip or two of the
    fingers (Damerau-Levenshtein distance of 1, or of 2 in names of 8 letters and more).
    """
    plain = _plain(wanted)
    words = _words(wanted)
    best, least = "", _slips(plain) + 1
    for name in sorted(there):
        if name == wanted:
            continue
        other = _plain(name)
        if other == plain:
            return name
        if _words(name) == words and words:
            best, least = name, 0
            continue
        if _differ_in_number(plain, other):
            continue
        distance = _distance(plain, other, least)
        if distance < least:
            best, least = name, distance
    return best


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _words(name: str) -> list[str]:
    words = re.findall(r"[A-Z0-9]+", name.upper())
    kept = [word for word in words if word not in AFFIXES]
    # A name of one common word (PROD_URL and URL) says too little.
    return kept if len(kept) > 1 else []


def _differ_in_number(one: str, other: str) -> bool:
    """Tell KEY_1 from KEY_2: another number is another thing, and no slip."""
    numbers = re.findall(r"\d+", one), re.findall(r"\d+", other)
    return numbers[0] != numbers[1]


def _slips(name: str) -> int:
    return 2 if len(name) >= 8 else 1 if len(name) >= 4 else 0


def _distance(one: str, other: str, limit: int) -> int:
    """Count the slips between two names, up to a limit (optimal string alignment)."""
    if abs(len(one) - len(other)) >= limit or len(one) > 100:
        return limit
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        last, before, row = before, row, [i] + [0] * len(other)
        for j, theirs in enumerate(other, 1):
            cost = char != theirs
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + cost)
            swapped = i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == theirs
            if swapped and last:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
