"""The values of the product's own secrets, in every way they are likely to be written.

The values stay in memory: they are compiled for one run and never cached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from launchready.secrets.engine import Buffer

SHORTEST = 8
LEAST_BITS = 24.0
"""Entropy of a whole value, below which it stands in texts by chance."""
LONGEST = 16_384
_COMMON = re.compile(
    r"(?i)(?:change-?me|default|development|disabled|enabled|example|localhost|none|null"
    r"|password|postgres|production|secret|staging|testing|undefined|username)[0-9!]{0,4}"
)


Search: TypeAlias = Callable[[Buffer, int], list[tuple[int, int]]]
"""Gives (index of a literal, end of it) for all that stand in the first bytes of a buffer."""


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """Where a value stands.

    Attributes:
        name: of the variable; encoding: how it is written, "" as it is.
        start, end: in the buffer.
        value: the value itself, not as it is written there.
    """

    name: str
    encoding: str
    start: int
    end: int
    value: bytes = field(repr=False)


class ExactValues:
    """Looks for values in all their forms at once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.names: list[str] = []
        self.refused: list[str] = []
        self._forms: dict[bytes, tuple[str, str, bytes]] = {}
        for name, value in values.items():
            if reason := why_refused(value):
                self.refused.append(f"{name} is not looked for: {reason}")
                continue
            self.names.append(name)
            for part in _parts(value):
                for encoding, form in forms(part):
                    self._forms.setdefault(form, (name, encoding, part))
        self._list = list(self._forms)
        self._search = _searcher(self._list) if self._list else None

    def __repr__(self) -> str:
        return f"<ExactValues of {', '.join(self.names) or 'nothing'}>"

    def __bool__(self) -> bool:
        return self._search is not None

    def matches(self, buffer: Buffer, size: int) -> Iterator[ExactMatch]:
        """Find every value in the first `size` bytes, whatever stands around it."""
        if self._search is None:
            return
        for index, end in self._search(buffer, size):
            form = self._list[index]
            name, encoding, value = self._forms[form]
            yield ExactMatch(name, encoding, end - len(form), end, value)


def why_refused(value: str) -> str:
    """Say why a value is not looked for; "" where it is."""
    if len(value) < SHORTEST:
        return f"shorter than {SHORTEST} characters"
    if len(value) > LONGEST:
        return f"longer than {LONGEST} characters"
    from launchready.secrets.confirm import entropy

    if _COMMON.fullmatch(value) or entropy(value.encode()) * len(value) < LEAST_BITS:
        return "too common a word"
    if "://" in value and not _password(value) and not _has_query_secret(value):
        return "an address without a password"
    return ""


def _has_query_secret(value: str) -> bool:
    """Say whether an address has a path or query that might be the secret (webhook URLs)."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
    except ValueError:
        return True
    return len(parts.path) + len(parts.query) > 20


def _password(value: str) -> str:
    from urllib.parse import unquote, urlsplit

    try:
        return unquote(urlsplit(value).password or "")
    except ValueError:
        return ""


def _parts(value: str) -> Iterator[bytes]:
    yield value.encode()
    password = _password(value)
    if password and not why_refused(password):
        yield password.encode()


def forms(value: bytes) -> Iterator[tuple[str, bytes]]:
    """Write a value in every way; yields (name of the encoding, bytes)."""
    import base64
    import html
    import json
    from urllib.parse import quote, quote_plus

    text = value.decode()
    yield "", value
    yield "reversed", value[::-1]
    yield "hex", value.hex().encode()
    yield "hex", value.hex().upper().encode()
    for offset in range(3):
        # What the first and the last character are depends on what stands around.
        plain = base64.b64encode(bytes(offset) + value)
        first, last = (0, 2, 3)[offset], (len(value) + offset) * 8 // 6
        yield "base64", plain[first:last]
        yield "base64url", plain[first:last].translate(bytes.maketrans(b"+/", b"-_"))
    for quoted in (quote(text, safe=""), quote(text), quote_plus(text)):
        yield "URL-encoded", quoted.encode()
        yield "URL-encoded", re.sub(r"%..", lambda code: code[0].lower(), quoted).encode()
    for escaped in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield "JSON-escaped", escaped.encode()
        yield "JSON-escaped", escaped.replace("/", "\\/").encode()
    yield "HTML-escaped", html.escape(text).encode()
    yield "UTF-16", text.encode("utf-16-le")
    yield "UTF-16", text.encode("utf-16-be")


def _searcher(literals: list[bytes]) -> Search:
    try:
        return _hyperscan_searcher(literals)
    except ImportError:
        return python_searcher(literals)


def _hyperscan_searcher(literals: list[bytes]) -> Search:
    import threading

    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[_in_hex(literal) for literal in literals],
        ids=list(range(len(literals))),
        flags=[0] * len(literals),
    )
    local = threading.local()

    def search(buffer: Buffer, size: int) -> list[tuple[int, int]]:
        if not hasattr(local, "scratch"):
            local.scratch = hyperscan.Scratch(database)
        found: list[tuple[int, int]] = []

        def note(index: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append((index, end))

        with memoryview(buffer)[:size] as part:
            view: Any = part  # any buffer will do; the stubs know str and bytes alone
            database.scan(view, match_event_handler=note, scratch=local.scratch)
        return found

    return search


def _in_hex(literal: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in literal)


def python_searcher(literals: list[bytes]) -> Search:
    """Make a search for literals without Hyperscan: the same matches, in other order."""

    def search(buffer: Buffer, size: int) -> list[tuple[int, int]]:
        found = []
        for index, literal in enumerate(literals):
            at = buffer.find(literal, 0, size)
            while at >= 0:
                found.append((index, at + len(literal)))
                at = buffer.find(literal, at + 1, size)
        return found

    return search
