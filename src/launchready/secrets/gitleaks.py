"""What a user's existing gitleaks files allow: .gitleaks.toml and .gitleaksignore.

Only what is allowed is taken over, not rules: gitleaks' rules have ids of their own, so an
allowance counts here for whatever stands in the place that it names.
Format: github.com/gitleaks/gitleaks, README, "Configuration" and ".gitleaksignore".
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from launchready.facts.secrets import FoundSecret

CONFIG, IGNORE = ".gitleaks.toml", ".gitleaksignore"
MOST_BYTES = 1 << 20
LONGEST_TESTED = 4096
"""Bytes of a line or path that an expression is tried on."""
# Repeats of repeats: what makes Python's backtracking explode where RE2 would not.
_EXPLOSIVE = re.compile(r"[*+}]\)[*+{]|[*+}]\)\)[*+{]")


class Allowlist(Struct, frozen=True):
    """One allowlist: a finding has to meet any of its conditions, or all with `every`."""

    paths: tuple[re.Pattern[str], ...] = ()
    regexes: tuple[re.Pattern[str], ...] = ()
    target: str = "secret"
    stopwords: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    every: bool = False

    def allows_place(self, found: FoundSecret) -> bool:
        """Say whether the list has a finding by its place alone."""
        if self.every and (self.regexes or self.stopwords):
            return False
        return self.allows(found, "", "", values=False)

    def allows(
        self, found: FoundSecret, secret: str, line: str, *, values: bool = True
    ) -> bool:
        """Say whether a finding is on the list."""
        tested = line if self.target in {"line", "match"} else secret
        lower = secret.lower()
        answers = [
            bool(condition)
            for listed, condition in (
                (self.paths, any(each.search(found.path) for each in self.paths)),
                (self.regexes, any(each.search(tested) for each in self.regexes)),
                (self.stopwords, any(word in lower for word in self.stopwords)),
                (self.commits, found.first_commit in self.commits),
            )
            if listed and (values or listed not in (self.regexes, self.stopwords))
        ]
        return bool(answers) and (all(answers) if self.every else any(answers))


class GitleaksRules(Struct, frozen=True):
    """What the files of one repository allow.

    Attributes:
        lists: the allowlists of .gitleaks.toml.
        fingerprints: of .gitleaksignore: (commit or "", path, line).
        notes: what of it is not applied, and why.
    """

    lists: tuple[Allowlist, ...] = ()
    fingerprints: frozenset[tuple[str, str, int]] = frozenset()
    notes: tuple[str, ...] = ()

    def allows(self, found: FoundSecret, value: bytes, line: bytes) -> str:
        """Name the file that allows a finding; "" where none does."""
        if by := self.allows_place(found):
            return by
        secret = value[:LONGEST_TESTED].decode("utf-8", "replace")
        text = line[:LONGEST_TESTED].decode("utf-8", "replace")
        return CONFIG if any(each.allows(found, secret, text) for each in self.lists) else ""

    def allows_place(self, found: FoundSecret) -> str:
        """Name the file that allows whatever is found in a place; "" where none does."""
        path = found.path.partition("!")[0]
        where = {("", path, found.line), (found.first_commit, path, found.line)}
        if where & self.fingerprints:
            return IGNORE
        on_list = any(each.allows_place(found) for each in self.lists)
        return CONFIG if on_list else ""


def read_gitleaks(folder: Path) -> GitleaksRules | None:
    """Read a repository's gitleaks files; None where it has none."""
    config, ignore = _text(folder / CONFIG), _text(folder / IGNORE)
    if config is None and ignore is None:
        return None
    notes: list[str] = []
    lists = _lists(config, notes) if config else ()
    fingerprints = frozenset(filter(None, map(_fingerprint, (ignore or "").splitlines())))
    return GitleaksRules(lists, fingerprints, tuple(notes))


def _text(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def _fingerprint(line: str) -> tuple[str, str, int] | None:
    """Read "commit:path:rule:line" or "path:rule:line"."""
    parts = line.partition("#")[0].strip().split(":")
    if len(parts) < 3 or not parts[-1].isdigit():
        return None
    head, number = parts[:-2], int(parts[-1])
    if len(head) > 1 and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", head[0]):
        return head[0], ":".join(head[1:]), number
    return "", ":".join(head), number


def _lists(config: str, notes: list[str]) -> tuple[Allowlist, ...]:
    try:
        parsed = tomllib.loads(config)
    except (tomllib.TOMLDecodeError, RecursionError):
        notes.append(f"{CONFIG} is not TOML: nothing of it is applied")
        return ()
    if any(isinstance(rule, dict) and _tables(rule) for rule in _rows(parsed.get("rules"))):
        notes.append(f"{CONFIG}: allowlists of single rules are not applied, only global ones")
    return tuple(
        _allowlist(table, notes) for table in _tables(parsed) if not table.get("targetRules")
    )


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    both = [parsed.get("allowlist"), *_rows(parsed.get("allowlists"))]
    return [table for table in both if isinstance(table, dict)]


def _allowlist(table: dict[str, Any], notes: list[str]) -> Allowlist:
    return Allowlist(
        paths=_compiled(table.get("paths"), notes),
        regexes=_compiled(table.get("regexes"), notes),
        target=str(table.get("regexTarget", "secret")),
        stopwords=tuple(word.lower() for word in _strings(table.get("stopwords"))),
        commits=tuple(_strings(table.get("commits"))),
        every=str(table.get("condition", "OR")).upper() in {"AND", "&&"},
    )


def _strings(value: Any) -> list[str]:
    return [each for each in _rows(value) if isinstance(each, str) and each]


def _compiled(value: Any, notes: list[str]) -> tuple[re.Pattern[str], ...]:
    found = []
    for text in _strings(value):
        # RE2's spelling of the end of a text, and flags that Python wants at the beginning.
        pattern = text.replace(r"\z", r"\Z")
        try:
            if _EXPLOSIVE.search(pattern) or len(pattern) > 2000:
                raise ValueError
            found.append(re.compile(pattern))
        except (re.error, ValueError, RecursionError, OverflowError):
            notes.append(f"{CONFIG}: the expression {text[:60]!r} is not applied")
    return tuple(found)
