"""What the receiving provider wrote: the Authentication-Results field (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

MAX_FIELD = 16_384
MAX_RESULTS = 50

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"=;]+)|(=)', re.DOTALL)


class MethodResult(Struct, frozen=True):
    """One method's result.

    Attributes:
        method: spf, dkim, dmarc, arc, iprev and so on, in lower case.
        result: pass, fail, softfail, none and so on, in lower case.
        properties: ("smtp.mailfrom", "acme.example"), names in lower case.
    """

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def property(self, name: str) -> str:
        """Give a property's value, or ""."""
        return next((value for key, value in self.properties if key == name), "")


class AuthenticationResults(Struct, frozen=True):
    """One field.

    Attributes:
        authserv_id: who wrote it; "" where the writer leaves it out, as Microsoft does.
        results: in the field's order.
    """

    authserv_id: str
    results: tuple[MethodResult, ...] = ()

    def of(self, method: str) -> tuple[MethodResult, ...]:
        """Give the results of one method."""
        return tuple(each for each in self.results if each.method == method)

    def best(self, method: str) -> str:
        """Give "pass" where one of a method's results is, else the first, or ""."""
        found = [each.result for each in self.of(method)]
        return "pass" if "pass" in found else next(iter(found), "")


def trusted_results(
    fields: Sequence[str], authserv_id: str = ""
) -> AuthenticationResults | None:
    """Choose the field that the receiving provider wrote, and read it.

    A sender may write such fields himself, but only below: the receiver puts its own on top
    and removes others that bear its name (RFC 8601 section 5).

    Args:
        fields: values in the message's order, the topmost first.
        authserv_id: name that the provider is known to write; "" takes the topmost field.

    Returns:
        None where there is no such field.
    """
    for field in fields:
        found = parse_results(field)
        if not authserv_id or found.authserv_id == authserv_id.lower():
            return found
    return None


def parse_results(field: str) -> AuthenticationResults:
    """Read a field's value; what does not follow the grammar is passed over."""
    parts = _split(_without_comments(field[:MAX_FIELD]))
    head = _words(parts[0])
    # Without an authserv-id, the first part is a result already.
    named = bool(head) and "=" not in head
    results = [
        each for part in (parts[1:] if named else parts) if (each := _result(_words(part)))
    ]
    return AuthenticationResults(head[0].lower() if named else "", tuple(results[:MAX_RESULTS]))


def _without_comments(text: str) -> str:
    """Take comments out, nested ones too; those in quotes are none."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and depth == 0:
            quoted = not quoted
        elif char == "(" and not quoted:
            depth += 1
        elif char == ")" and not quoted and depth:
            depth -= 1
            kept.append(" ")
            continue
        if depth == 0:
            kept.append(char)
    return "".join(kept)


def _split(text: str) -> list[str]:
    """Split at semicolons outside of quotes."""
    parts, start, quoted, escaped = [], 0, False, False
    for at, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _words(part: str) -> list[str]:
    """Give the words and equals signs of a part; "policy . expired" is one word."""
    words: list[str] = []
    glue = False
    for quoted, word, equals in _TOKEN.findall(part):
        unescaped = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
        if words and words[-1] != "=" and not equals and (glue or word in {".", "/"}):
            words[-1] += word or unescaped
        else:
            words.append(equals or word or unescaped)
        glue = word in {".", "/"}
    return words


def _result(words: list[str]) -> MethodResult | None:
    """Read `method[/version] = result` and the `name = value` pairs after it."""
    if len(words) < 3 or words[1] != "=":
        return None
    properties: list[tuple[str, str]] = []
    at = 3
    while at + 2 < len(words):
        if words[at + 1] == "=":
            properties.append((words[at].lower(), words[at + 2]))
            at += 3
        else:
            at += 1
    method = words[0].partition("/")[0].lower()
    return MethodResult(method, words[2].lower(), tuple(properties[:MAX_RESULTS]))
