"""What a person took responsibility for: inline comments, and a user's gitleaks files."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from launchready.facts.secrets import FoundSecret
    from launchready.secrets.engine import Buffer
    from launchready.secrets.gitleaks import GitleaksRules
    from launchready.secrets.scan import Span

_COMMENT = re.compile(rb"launchready:[ \t]{0,4}allow\b[ \t:]{0,4}([^\n\r]{0,200})")
_CLOSING = re.compile(r"\s*(?:\*/|-->|#\}|%>|\"|'|,)+\s*$")
LINE_REACH = 2000
"""Bytes around a finding in which its line's comment is looked for."""


class Verdict(Struct, frozen=True):
    """Whether a finding is allowed, by what and why; `note` is for the reader."""

    allowed: bool = False
    by: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Allowances:
    """Everything that may allow a finding.

    Attributes:
        ignore: patterns of paths, from `[repository] ignore`.
        gitleaks: what .gitleaks.toml and .gitleaksignore say.
    """

    ignore: Sequence[str] = ()
    gitleaks: GitleaksRules | None = field(default=None, repr=False)

    def skips(self, path: str) -> bool:
        """Say whether a whole file is left out."""
        return bool(self.ignore) and matches_any(path, self.ignore)

    def verdict(
        self, buffer: Buffer, span: Span, start: int, end: int, found: FoundSecret
    ) -> Verdict:
        """Say whether a finding is allowed."""
        low = max(buffer.rfind(b"\n", span.low, start) + 1, span.low, start - LINE_REACH)
        high = buffer.find(b"\n", end, min(span.high, end + LINE_REACH))
        high = min(span.high, end + LINE_REACH) if high < 0 else high
        line = bytes(memoryview(buffer)[low:high])
        comment = _COMMENT.search(line)
        if comment:
            reason = _CLOSING.sub("", comment[1].decode("utf-8", "replace")).strip()
            if len(reason) >= 3:
                return Verdict(True, "launchready: allow", reason)
            note = f"{found.place}: an allow comment without a reason has no effect"
            return Verdict(note=note)
        if self.gitleaks is not None:
            value = bytes(memoryview(buffer)[start:end])
            if by := self.gitleaks.allows(found, value, line):
                return Verdict(True, by)
        return Verdict()


def matches_any(path: str, patterns: Sequence[str]) -> bool:
    """Say whether a path is one of the patterns, or in a folder that is.

    `tests/fixtures/**`, `*.pem`, `vendor`: as in `[repository] ignore`.
    """
    for pattern in patterns:
        plain = pattern.strip("/").removeprefix("./")
        folder = plain.removesuffix("/**")
        if fnmatch.fnmatchcase(path, plain) or path.startswith(f"{folder}/"):
            return True
    return False
