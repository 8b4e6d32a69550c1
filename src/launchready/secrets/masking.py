"""What may be shown of a secret: a masked form, and a hash that only this user can make."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launchready.secrets.rule import Rule

_LITERAL = re.compile(r"(?:[A-Za-z0-9_:/-]|\\[._$-])*")
_SHOWN = 4
_ENOUGH_HIDDEN = 20


def masked(rule: Rule, value: bytes) -> str:
    """Give a rule's public prefix, the length, and the end where enough stays hidden."""
    prefix = _prefix(rule) if "(?P<secret>" not in rule.pattern else ""
    if prefix and not value.startswith(prefix.encode()):
        prefix = ""
    hidden = len(value) - len(prefix)
    tail = value[-_SHOWN:] if hidden >= _ENOUGH_HIDDEN + _SHOWN else b""
    if not re.fullmatch(rb"[0-9A-Za-z]*", tail):
        tail = b""
    return f"{prefix}…{tail.decode()} ({len(value)} characters)"


@functools.cache
def _prefix(rule: Rule) -> str:
    """Give the literal that a rule's expression begins with, so far as it is one."""
    literal = _LITERAL.match(rule.pattern)
    text = literal[0] if literal else ""
    rest = rule.pattern[len(text) :]
    if rest[:1] in {"?", "{"}:  # the last character is optional or repeated
        text = text[:-1]
    if "|" in re.sub(r"\([^)]*\)|\[[^\]]*\]", "", rest):
        return ""
    return text.replace("\\", "")


def canonical(value: bytes) -> bytes:
    """Give what of a value does not depend on how it is laid out: a key in PEM, on one line."""
    if b"\n" in value or b"\\" in value or b" " in value:
        return re.sub(rb"\\[nrt]|[^0-9A-Za-z+/=]", b"", value) or value
    return value


class KeyedHash:
    """Hashes values with a key, so that a report cannot be searched for a guessed one.

    Args:
        key: 32 bytes; by default this user's, read when it is first needed.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "<KeyedHash>"

    def __call__(self, value: bytes) -> str:
        """Give 16 hex digits: enough to tell a person's secrets apart."""
        from launchready.keyed_hash import keyed_hash, user_key

        if self._key is None:
            self._key = user_key()
        return keyed_hash(self._key, canonical(value))
