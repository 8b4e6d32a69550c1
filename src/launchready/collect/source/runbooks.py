"""Finds texts that say how secrets are added and rotated."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from launchready.facts.environment import Runbook

_NAMED = re.compile(
    r"secret|credential|rotat|runbook|key[-_ ]?management|environment|env[-_ ]?var|config",
    re.IGNORECASE,
)
_VERB = r"(?:rotat\w{1,6}|revok\w{1,4}|replac\w{1,4})"
_NOUN = r"(?:secrets?|keys?|credentials?|tokens?|passwords?)"
_SPEAKS = re.compile(
    rf"\b{_VERB}\b.{{0,60}}\b{_NOUN}\b|\b{_NOUN}\b.{{0,60}}\b(?:rotat|revok)\w"
    rf"|^#{{1,4}} .{{0,40}}\brotat\w{{1,6}}\b|\brotate `?[A-Z][A-Z0-9]{{1,40}}_",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT = re.compile(rf"\b{_NOUN}\b", re.IGNORECASE)
_NO_RUNBOOK = re.compile(
    r"changelog|changes|history|release[-_ ]?notes|news|license|licence|skill"
    r"|contributing|readme|code[-_ ]of",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<![A-Za-z0-9_])([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})(?![A-Za-z0-9_])"
)
_TEXTS = frozenset({".md", ".rst", ".txt", ".adoc", ".org"})


def is_text(path: str) -> bool:
    """Say whether a file may be a runbook, by its name."""
    hidden = path.startswith(".") or "/." in path
    return not hidden and path[path.rfind(".") :].lower() in _TEXTS


def read_runbook(path: str, text: str) -> Runbook | None:
    """Read a text as a runbook: by its name, or since it speaks of rotating keys."""
    stem = PurePosixPath(path).stem
    if _NO_RUNBOOK.fullmatch(stem) or _NO_RUNBOOK.match(stem):
        return None
    speaks = bool(_SPEAKS.search(text))
    named = bool(_NAMED.search(stem))
    if not speaks and not (named and _ABOUT.search(text)):
        return None
    names = tuple(sorted(set(_NAME.findall(text))))[:500]
    return Runbook(path, names, speaks) if names or named else None
