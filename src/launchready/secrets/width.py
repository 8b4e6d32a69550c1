"""How many bytes a rule's expression can match: what bounds the window it is tried in.

Reads the part of regular expressions that `Rule.pattern` allows, and refuses the rest, so
that no rule can be unbounded by mistake.
"""

from __future__ import annotations


class UnboundedPattern(ValueError):
    """The expression uses more than the contract of `Rule.pattern` allows."""


def widest(pattern: str) -> int:
    """Give the length in bytes of the longest text that an expression can match.

    Raises:
        UnboundedPattern: it repeats without an end, looks around, refers back, or is
            malformed.
    """
    width, end = _alternatives(pattern, 0)
    if end != len(pattern):
        raise UnboundedPattern(f"unmatched bracket at {end}")
    return width


def _alternatives(pattern: str, at: int) -> tuple[int, int]:
    """Read up to a closing bracket or the end; give the width and where it stopped."""
    best = width = 0
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            best, width, at = max(best, width), 0, at + 1
            continue
        item, at = _item(pattern, at)
        times, at = _repeat(pattern, at)
        width += item * times
    return max(best, width), at


def _item(pattern: str, at: int) -> tuple[int, int]:
    char = pattern[at]
    if char == "(":
        width, end = _alternatives(pattern, _group_start(pattern, at))
        if end >= len(pattern):
            raise UnboundedPattern(f"bracket at {at} is not closed")
        return width, end + 1
    if char == "[":
        return 1, _class_end(pattern, at)
    if char == "\\":
        if pattern[at + 1 : at + 2].isdigit() or pattern[at + 1 : at + 2] in {"b", "B"}:
            raise UnboundedPattern(f"reference or anchor at {at}")
        return 1, at + (4 if pattern[at + 1 : at + 2] == "x" else 2)
    if char in "*+?{^$":
        raise UnboundedPattern(f"{char} at {at}")
    return 1, at + 1


def _group_start(pattern: str, at: int) -> int:
    for opening in ("(?:", "(?i:", "(?P<secret>"):
        if pattern.startswith(opening, at):
            return at + len(opening)
    if pattern.startswith("(?", at):
        raise UnboundedPattern(f"this kind of group at {at}")
    return at + 1


def _class_end(pattern: str, at: int) -> int:
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    first = end
    while end < len(pattern):
        if pattern[end] == "\\":
            end += 1
        elif pattern[end] == "]" and end > first:
            return end + 1
        end += 1
    raise UnboundedPattern(f"class at {at} is not closed")


def _repeat(pattern: str, at: int) -> tuple[int, int]:
    char = pattern[at : at + 1]
    if char in {"*", "+"}:
        raise UnboundedPattern(f"{char} at {at}")
    if char == "?":
        times, at = 1, at + 1
    elif char == "{":
        end = pattern.find("}", at)
        low, _, high = pattern[at + 1 : max(end, 0)].partition(",")
        if not low.isdigit() or (high and not high.isdigit()) or pattern[end - 1] == ",":
            raise UnboundedPattern(f"repeat at {at}")
        times, at = int(high or low), end + 1
    else:
        return 1, at
    if pattern[at : at + 1] in {"?", "+"}:
        raise UnboundedPattern(f"lazy or possessive repeat at {at}")
    return times, at
