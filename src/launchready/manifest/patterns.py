"""Which regular expressions a manifest may hold: those that cannot take for ever."""

from __future__ import annotations

import re
import warnings

MAX_PATTERN = 200
"""Characters."""


def pattern_problem(pattern: str) -> str:
    """Say why a pattern cannot be used, or "".

    A repeated group whose inside may match in more than one length or way takes time that
    grows exponentially with the text; look-around and back-references are not needed to
    describe a setting.  Everything else takes polynomial time at worst.
    """
    if len(pattern) > MAX_PATTERN:
        return f"is longer than {MAX_PATTERN} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of classes whose meaning is about to change
            re.compile(pattern)
    except FutureWarning:
        return "has && || ~~ or -- in a class: write these characters apart"
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no regular expression: {getattr(error, 'msg', 'too large')}"
    return _ambiguity(pattern)


_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEAT = re.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}")


def _ambiguity(pattern: str) -> str:
    """Go through a pattern that compiles, keeping for each open group whether it varies."""
    open_groups: list[bool] = []
    varies = False  # whether the group that has just ended, if any, can match in two ways
    repeatable = False  # whether what has just ended is such a group
    at = 0
    while at < len(pattern):
        char = pattern[at]
        step = 1
        ended = False
        if char == "\\":
            if pattern[at + 1 : at + 2].isdigit() and pattern[at + 1] != "0":
                return "has a back-reference, which can take for ever"
            step = 2
        elif char == "[" and (found := _CLASS.match(pattern, at)):
            step = len(found[0])
        elif char == "(":
            if pattern.startswith(("(?=", "(?!", "(?<=", "(?<!", "(?(", "(?P="), at):
                return "looks around or back, which is not needed here"
            open_groups.append(False)
            opening = re.compile(r"\((?:\?(?:P<\w+>|>|[aiLmsux-]*:?))?").match(pattern, at)
            step = len(opening[0]) if opening else 1
        elif char == ")":
            varies, ended = open_groups.pop() if open_groups else False, True
            if open_groups and varies:
                open_groups[-1] = True
        elif char == "|":
            if open_groups:
                open_groups[-1] = True
        elif found := _REPEAT.match(pattern, at):
            if repeatable and varies and _many(found):
                return (
                    "repeats a group that itself repeats or has alternatives, which can take "
                    "for ever: give the inner part a fixed length"
                )
            if open_groups and _variable(found):
                open_groups[-1] = True
            step = len(found[0])
        repeatable = ended
        at += step
    return ""


def _many(repeat: re.Match[str]) -> bool:
    """Say whether a repeat allows more than one."""
    if repeat[0] in "*+?":
        return repeat[0] != "?"
    most = repeat[3] if repeat[2] else repeat[1]
    return not most or int(most) > 1


def _variable(repeat: re.Match[str]) -> bool:
    """Say whether a repeat allows more than one length."""
    return repeat[0] in "*+?" or bool(repeat[2] and repeat[1] != repeat[3])
