"""Finds where rules might match: Hyperscan, or Python where there is no wheel of it.

An engine gives places, not matches: `launchready.secrets.confirm` decides.
"""

from __future__ import annotations

import functools
import os
import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from launchready.secrets.catalog import all_rules, rules_key

if TYPE_CHECKING:
    import hyperscan

Buffer: TypeAlias = bytes | bytearray

MOST_PLACES = 100_000
"""Of one buffer; a text with more is made to cost time."""


KEPT_S = 30 * 86400
"""How long compiled rules of another version stay in the cache."""


class Engine(Protocol):
    """Looks for all rules at once."""

    def places(self, buffer: Buffer, size: int) -> tuple[dict[int, list[int]], bool]:
        """Say where in the first `size` bytes each rule might have a match.

        Returns:
            By the rule's index, ends of look-alikes in rising order; and whether there
            were so many that the search was given up.
        """


class HyperscanEngine:
    """All rules in one automaton; scans without holding the interpreter's lock."""

    def __init__(self) -> None:
        import hyperscan

        self._hyperscan = hyperscan
        self._database = _cached_database()
        self._local = threading.local()

    def places(self, buffer: Buffer, size: int) -> tuple[dict[int, list[int]], bool]:
        """Look for all rules at once; see `Engine`."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._hyperscan.Scratch(self._database)
        found: dict[int, list[int]] = {}
        count = 0

        def note(rule: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            nonlocal count
            count += 1
            found.setdefault(rule, []).append(end)  # in rising order for each expression
            return count > MOST_PLACES

        view: Any = memoryview(buffer)[:size]  # the stubs know str and bytes alone
        try:
            self._database.scan(view, match_event_handler=note, scratch=scratch)
        except self._hyperscan.ScanTerminated:
            return found, True
        finally:
            view.release()
        return found, False


class PythonEngine:
    """Each rule's own expression in turn, where one of its keywords stands."""

    def places(self, buffer: Buffer, size: int) -> tuple[dict[int, list[int]], bool]:
        """Look for one rule after another; see `Engine`."""
        found: dict[int, list[int]] = {}
        count = 0
        text = bytes(memoryview(buffer)[:size])
        lower = text.lower()
        for index, rule in enumerate(all_rules()):
            if not any(word in lower for word in rule.keywords):
                continue
            ends = found.setdefault(index, [])
            for match in _python_expression(index).finditer(text):
                ends.append(match.end())
                count += 1
                if count > MOST_PLACES:
                    return found, True
            if not ends:
                del found[index]
        return found, False


@functools.cache
def _python_expression(index: int) -> re.Pattern[bytes]:
    rule = all_rules()[index]
    if not rule.context_bytes:
        return re.compile(rule.pattern.encode("latin-1"), re.DOTALL)
    words = b"|".join(re.escape(word) for word in rule.keywords)
    # The end of the keyword alone: what the confirmer needs is within reach of it.
    return re.compile(words, re.IGNORECASE)


@functools.cache
def best_engine() -> Engine:
    """Give the fastest engine that this machine has."""
    try:
        return HyperscanEngine()
    except ImportError:
        return PythonEngine()


def _cached_database() -> hyperscan.Database:
    """Load the compiled rules, or compile them and keep them for the next time."""
    import hyperscan

    mode = hyperscan.HS_MODE_BLOCK
    version = getattr(hyperscan, "__version__", "")
    path = cache_folder() / f"rules-{version}-{rules_key()}.hs"
    try:
        return hyperscan.loadb(path.read_bytes(), mode)
    except (OSError, hyperscan.error):
        pass
    from launchready.secrets.prefilter import expression

    database = compile_rules([expression(rule) for rule in all_rules()])
    _keep(path, hyperscan.dumpb(database))
    return database


def compile_rules(expressions: Sequence[bytes]) -> hyperscan.Database:
    """Compile expressions into one database, numbered in their order."""
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(expressions),
        ids=list(range(len(expressions))),
        flags=[hyperscan.HS_FLAG_DOTALL] * len(expressions),
    )
    return database


def cache_folder() -> Path:
    """Give the folder for what can be made again: XDG_CACHE_HOME/launchready."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "launchready"


def _keep(path: Path, data: bytes) -> None:
    """Write a file so that nobody sees half of it; do without where that cannot be."""
    import tempfile

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
        for old in path.parent.glob("rules-*.hs"):
            if time.time() - old.stat().st_mtime > KEPT_S:
                old.unlink(missing_ok=True)
    except (OSError, RuntimeError):
        return
