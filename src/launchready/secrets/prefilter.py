"""What an engine looks for first: for each rule, an expression that misses none of its matches.

Where a match of a rule's own expression begins at `s`, what is made here matches from a
place not after `s` (it may begin at a keyword before) to some end in `(s, s + widest]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launchready.secrets.rule import Rule

MANY = 40
"""A repeat with more than this between its bounds is cheaper for an automaton without the
upper one."""

_LAST_REPEAT = re.compile(r"\{([1-9][0-9]*),[0-9]+\}(\)*)$")
_REPEAT = re.compile(r"(?<!\\)\{([0-9]+),([0-9]+)\}")


def expression(rule: Rule) -> bytes:
    """Write the expression for Hyperscan, in bytes."""
    pattern = rule.pattern.replace("(?P<secret>", "(?:")
    # One end for each token will do: the shortest.
    pattern = _LAST_REPEAT.sub(r"{\1}\2", pattern)
    pattern = _REPEAT.sub(_without_upper_bound, pattern)
    if rule.context_bytes:
        words = "|".join(re.escape(word.decode("latin-1")) for word in rule.keywords)
        pattern = rf"(?i:{words})[\x00-\xff]{{0,{rule.context_bytes}}}(?:{pattern})"
    return pattern.encode("latin-1")


def _without_upper_bound(repeat: re.Match[str]) -> str:
    low, high = int(repeat[1]), int(repeat[2])
    return f"{{{low},}}" if high - low > MANY else repeat[0]
