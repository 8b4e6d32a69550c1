"""The commands that make, just and npm know from a file at the top of a repository."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from launchready.facts.repository import Runner

MAX_TARGETS = 200
MAX_LINE = 500

TOOLS = {
    "makefile": "make",
    "gnumakefile": "make",
    "justfile": "just",
    "package.json": "npm run",
}
TAKES_IN = ("include ", "-include ", "sinclude ", "import ", "mod ")
"""Words of lines that bring in targets of other files."""


def read_runner(path: str, text: str) -> Runner | None:
    """Read the names that a runner's file offers; None where it is no such file."""
    tool = TOOLS.get(PurePosixPath(path).name.lower())
    if tool is None or "/" in path:
        return None
    if tool == "npm run":
        return Runner(path, tool, _scripts(text)[:MAX_TARGETS])
    lines = [line[:MAX_LINE] for line in text.splitlines()]
    found = tuple(dict.fromkeys(name for line in lines for name in _targets(line, tool)))
    pattern = any("%" in name for name in found)
    complete = not pattern and not any(line.startswith(TAKES_IN) for line in lines)
    return Runner(path, tool, found[:MAX_TARGETS], complete and len(found) <= MAX_TARGETS)


def _targets(line: str, tool: str) -> Iterator[str]:
    """Read the names before a rule's colon; assignments and recipes have none."""
    head, colon, rest = line.partition(":")
    if not colon or rest.startswith("=") or not head or head[0] in " \t#.@":
        return
    # A recipe of just has its parameters, and their defaults, behind its name.
    words = head.split()[:1] if tool == "just" else head.split()
    if not any("=" in word for word in words):
        yield from words


def _scripts(text: str) -> tuple[str, ...]:
    try:
        package = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    scripts = package.get("scripts") if isinstance(package, dict) else None
    return tuple(str(name)[:100] for name in scripts) if isinstance(scripts, dict) else ()
