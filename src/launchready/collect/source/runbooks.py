"""Finds texts that say how secrets are added and rotated."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from launchready.facts.environment import Runbook

_NAMED = re.compile(
    r"secret|credential|rotat|runbook|key[-_ ]?management|environment|env[-_ ]?var|config",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\brotat(?:e|es|ing|ion)\b|\brevoke|\breplac(?:e|ing)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\bsecrets?\b|\bkeys?\b|\bcredentials?\b|\btokens?\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![A-Za-z0-9_])([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})(?![A-Za-z0-9_])"
)
_TEXTS = frozenset({".md", ".rst", ".txt", ".adoc", ".org"})


def is_text(path: str) -> bool:
    """Say whether a file may be a runbook, by its name."""
    pure = PurePosixPath(path)
    return pure.suffix.lower() in _TEXTS and "node_modules" not in pure.parts


def read_runbook(path: str, text: str) -> Runbook | None:
    """Read a text as a runbook: by its name, or since it speaks of rotating keys."""
    speaks = bool(_SPEAKS.search(text)) and bool(_ABOUT.search(text))
    named = bool(_NAMED.search(PurePosixPath(path).stem))
    if not speaks and not (named and _ABOUT.search(text)):
        return None
    names = tuple(sorted(set(_NAME.findall(text))))[:500]
    return Runbook(path, names, speaks) if names or named else None
