"""The part of Cloudflare's Rules language that tells which URLs a rule is about.

Three-valued: what depends on anything but the URL and the method (countries, headers,
scores) is not known, and `not`, `and` and `or` carry that on (Kleene's logic).

Source: https://developers.cloudflare.com/ruleset-engine/rules-language/
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAX_LENGTH = 8192
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<raw>r\"[^\"]*\")|(?P<word>[A-Za-z_][\w.]*)"
    r"|(?P<mark>&&|\|\||==|!=|[(){},!~])|(?P<other>[^\s\"(){},!]+))"
)


def covers(expression: str, url: str, method: str = "GET") -> bool | None:
    """Say whether a rule's expression holds for a request.

    Returns:
        True or False for certain; None where it depends on more, or cannot be read.
    """
    tokens = _tokens(expression)
    if tokens is None:
        return None
    reader = _Reader(tokens, _fields(url, method))
    try:
        value = reader.either(0)
    except (IndexError, ValueError):
        return None
    return value if reader.at_end else None


def wildcard_matches(pattern: str, text: str) -> bool:
    """Say whether a text is a pattern's, where * stands for any characters; in linear time."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first):
        return False
    if not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _tokens(expression: str) -> list[tuple[str, str]] | None:
    if len(expression) > MAX_LENGTH:
        return None
    tokens: list[tuple[str, str]] = []
    place, text = 0, expression.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            return None
        tokens.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return tokens


def _fields(url: str, method: str) -> dict[str, str]:
    parts = urlsplit(url)
    path, query = parts.path or "/", parts.query
    return {
        "http.host": parts.hostname or "",
        "http.request.uri.path": path,
        "raw.http.request.uri.path": path,
        "http.request.uri.query": query,
        "http.request.uri": f"{path}?{query}" if query else path,
        "http.request.full_uri": url,
        "http.request.method": method,
    }


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], fields: dict[str, str]) -> None:
        self._tokens = tokens
        self._fields = fields
        self._place = 0

    @property
    def at_end(self) -> bool:
        return self._place >= len(self._tokens)

    def _peek(self) -> str:
        return "" if self.at_end else self._tokens[self._place][1]

    def _next(self) -> tuple[str, str]:
        self._place += 1
        return self._tokens[self._place - 1]

    def _expect(self, mark: str) -> None:
        if self._next()[1] != mark:
            raise ValueError(mark)

    def either(self, depth: int) -> bool | None:
        value = self._both(depth)
        while self._peek() in {"or", "||"}:
            self._next()
            other = self._both(depth)
            if value is True or other is True:
                value = True
            elif value is None or other is None:
                value = None
        return value

    def _both(self, depth: int) -> bool | None:
        value = self._single(depth)
        while self._peek() in {"and", "&&"}:
            self._next()
            other = self._single(depth)
            if value is False or other is False:
                value = False
            elif value is None or other is None:
                value = None
        return value

    def _single(self, depth: int) -> bool | None:
        if depth > MAX_DEPTH:
            raise ValueError("too deep")
        word = self._peek()
        if word in {"not", "!"}:
            self._next()
            value = self._single(depth + 1)
            return None if value is None else not value
        if word == "(":
            self._next()
            value = self.either(depth + 1)
            self._expect(")")
            return value
        return self._comparison()

    def _comparison(self) -> bool | None:
        kind, word = self._next()
        if kind != "word":
            raise ValueError(word)
        if word in {"true", "false"}:
            return word == "true"
        if word in {"starts_with", "ends_with"} and self._peek() == "(":
            return self._affix(word)
        field = self._operand(word)
        if self._peek() in {"", "and", "or", "&&", "||", ")"}:
            return {"true": True, "false": False}.get(field or "")  # a bare Boolean field
        operator = self._next()[1]
        strict = self._peek() == "strict" and bool(self._next())
        return _compare(field, operator, self._values(), strict=strict)

    def _operand(self, word: str) -> str | None:
        """Read a field, or a function of one; None for what is not known here."""
        if self._peek() != "(":
            return self._fields.get(word)
        self._next()
        inner = self._operand(self._next()[1])
        while self._peek() == ",":
            self._next()
            self._next()
            inner = None
        self._expect(")")
        if inner is None or word not in {"lower", "upper"}:
            return None
        return inner.lower() if word == "lower" else inner.upper()

    def _affix(self, word: str) -> bool | None:
        self._expect("(")
        field = self._operand(self._next()[1])
        self._expect(",")
        affix = _text(self._next()[1])
        self._expect(")")
        if field is None:
            return None
        return field.startswith(affix) if word == "starts_with" else field.endswith(affix)

    def _values(self) -> list[str]:
        if self._peek() != "{":
            return [_text(self._next()[1])]
        self._next()
        values = []
        while self._peek() != "}":
            values.append(_text(self._next()[1]))
        self._next()
        return values


def _text(token: str) -> str:
    if token.startswith('r"'):
        return token[2:-1]
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def _compare(
    field: str | None, operator: str, values: list[str], *, strict: bool
) -> bool | None:
    if field is None:
        return None
    match operator:
        case "eq" | "==" | "in":
            return field in values
        case "ne" | "!=":
            return field not in values
        case "contains":
            return values[0] in field
        case "wildcard":
            if strict:
                return wildcard_matches(values[0], field)
            return wildcard_matches(values[0].lower(), field.lower())
        case _:
            # `matches` is left out: a stranger's pattern may take for ever.
            return None
