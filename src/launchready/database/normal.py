"""The text of a statement without its values, so that the same one is known again.

pg_stat_statements puts `$1` for constants, but keeps comments (which may carry the id of a
request or user), and before Postgres 18 counts `IN ($1, $2)` and `IN ($1, $2, $3)` as two.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from msgspec import Struct

MAX_TEXT = 2_000
"""Characters of a text that are kept."""
MAX_READ = 100_000
"""Characters of a text that are looked at."""

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<line>--[^\n]*)
    | (?P<block>/\*)
    | (?P<string>[eE]'(?:[^'\\]|\\.|'')*+' | (?:[bBxXnN]|[uU]&)?'(?:[^']|'')*+')
    | (?P<name>(?:[uU]&)?"(?:[^"]|"")*+")
    | (?P<dollar>\$(?:[A-Za-z_]\w{0,62})?\$)
    | (?P<place>\$\d{1,5}\b)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)
    | (?P<word>[^\W\d]\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_LIST = re.compile(r"\(\$\d+(?:, ?\$\d+)+\)")
_ROWS = re.compile(r"(\(\$…\)|\(\$\d+\))(?:, ?(?:\(\$…\)|\(\$\d+\)))+")
_PLACE = re.compile(r"\$\d+")
_AROUND = re.compile(r" ?([(),=<>+*/-]) ?")
_VERBS = frozenset({"select", "insert", "update", "delete", "merge"})


class Normal(Struct, frozen=True):
    """A statement without its values.

    Attributes:
        key: the same for all texts that differ in values, spaces, comments, the case of
            keywords, or the length of a list.
        text: to be read by people.
        verb: "select", "insert", "update", "delete", "merge" or "other".
        single: it is one statement, as far as its text tells.
    """

    key: str
    text: str
    verb: str
    single: bool


def normalise(text: str) -> Normal:
    """Take values and comments out of a statement; never raises for hostile text."""
    tokens = list(_tokens(text[:MAX_READ]))
    shown = "".join(_spaced(tokens)).strip().rstrip(";").strip().replace(" )", ")")
    shown = _ROWS.sub(r"\1, …", _LIST.sub("($…)", shown))
    known = _PLACE.sub("$", shown.replace("($…)", "($)")).replace("($), …", "($)")
    known = _AROUND.sub(r"\1", known)
    key = hashlib.sha256(known.lower().encode()).hexdigest()[:12]
    solid = [word for kind, word in tokens if kind != "space"]
    single = ";" not in solid[:-1]
    short = shown if len(shown) <= MAX_TEXT else shown[: MAX_TEXT - 1] + "…"
    return Normal(key, short, _verb(tokens), single)


def mask_literals(text: str) -> str:
    """Put `'…'` for every quoted value in a piece of SQL, such as a plan's condition."""
    return "".join(_spaced(list(_tokens(text[:MAX_READ])))).strip()


def mask_values(text: str) -> str:
    """Take every value out of a statement that is as a session sent it, numbers too."""
    tokens = _tokens(text[:MAX_READ])
    masked = [("number", "…") if kind == "number" else (kind, word) for kind, word in tokens]
    return "".join(_spaced(masked)).strip()


def _verb(tokens: list[tuple[str, str]]) -> str:
    """Tell what a statement does; a WITH that writes is what it writes by."""
    words = [word.lower() for kind, word in tokens if kind == "word"]
    if not words:
        return "other"
    if words[0] in _VERBS:
        return words[0]
    if words[0] in {"table", "values"}:
        return "select"
    if words[0] == "with":
        writes = next((w for w in words if w in _VERBS and w != "select"), None)
        return writes or ("select" if "select" in words else "other")
    return "other"


def _spaced(tokens: list[tuple[str, str]]) -> Iterator[str]:
    gap = False
    for kind, word in tokens:
        if kind == "space":
            gap = True
            continue
        if gap:
            yield " "
        gap = False
        yield word


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Give the kind and the harmless form of each token; comments are spaces."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None
        kind, word, at = str(found.lastgroup), found.group(), found.end()
        if kind == "line":
            yield "space", " "
        elif kind == "block":
            at = _comment_end(text, at)
            yield "space", " "
        elif kind == "string":
            yield "value", "'…'"
        elif kind == "dollar":
            end = text.find(word, at)
            at = len(text) if end < 0 else end + len(word)
            yield "value", "'…'"
        elif kind == "other" and word == "'":
            # A quote that nothing closes: what follows might be a value.
            at = len(text)
            yield "value", "'…"
        else:
            yield kind, word


def _comment_end(text: str, at: int) -> int:
    """Find the end of a comment; they nest (Postgres documentation, 4.1.5)."""
    depth = 1
    while depth:
        edge = _COMMENT_EDGE.search(text, at)
        if edge is None:
            return len(text)
        depth += 1 if edge.group() == "/*" else -1
        at = edge.end()
    return at
