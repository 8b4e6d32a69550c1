"""The rule that knows no provider: something called a password, given a value."""

from __future__ import annotations

import re

from launchready.secrets.rule import Rule

_NAMES = (
    "passw(?:or)?d|passphrase|pwd|secret|api[_-]?key|apikey|access[_-]?key|private[_-]?key"
    "|encryption[_-]?key|signing[_-]?key|auth[_-]?key|token|credential"
)
_QUOTE = r"[\"'`]"
_VALUE = r"[^\"'`\x00-\x20\x7f-\xff]{8,160}"

RULE = Rule(
    id="keyword",
    provider="",
    kind="value with a secret's name",
    pattern=(
        rf"(?i:{_NAMES})[0-9A-Za-z_]{{0,24}}[\"'`\]]{{0,2}}[ \t]{{0,16}}"
        r"(?::[A-Za-z]{1,12}[ \t]{0,2}=|[=:]=|=>|=|:)[ \t]{0,8}"
        rf"{_QUOTE}(?P<secret>{_VALUE}){_QUOTE}"
    ),
    docs="",
    rotate=(
        "Find out what it opens; give that a new value, kept in the environment alone, and "
        "read from there."
    ),
    keywords=tuple(b"passwd password passphrase pwd secret key token credential".split()),
    not_before="",
    not_after="",
    min_entropy=3.0,
)

LONGEST_LINE = 1000
"""Bytes of a line beyond which code is taken for minified, where names mean nothing."""

# Values that are looked up, put together or described, not written down.
_NO_VALUE = re.compile(
    rb"(?i)[$#%<{\[(]|\b(?:process\.env|os\.environ|env\.|getenv|import\.meta)|://[^:@/]*(?:/|$)"
    rb"|^(?:\.{0,2}/|--?[a-z])|example|placeholder|change.?me|redacted|dummy|your[-_]|xxxx"
    rb"|\*\*\*|[a-z]\.[a-z]+\.[a-z]|123456|abcdef|qwerty|s3cr3t|passw"
)
_WORDS = re.compile(rb"[a-z]{2,}(?:[-_./: ][a-z]{2,})*|[A-Z][a-z]+(?:[A-Z][a-z]+)*|[A-Z_]+")


def looks_random(value: bytes) -> bool:
    """Say whether a value is one that nobody would write for a reader."""
    if _NO_VALUE.search(value) or _WORDS.fullmatch(value):
        return False
    return any(48 <= byte <= 57 for byte in value) and any(
        chr(byte).isalpha() for byte in value
    )
