"""A live line on the terminal while facts are gathered."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

REDRAW_S = 0.1


class ProgressLine:
    """Shows how many facts are there, on stderr, only where a person watches.

    Args:
        doing: what takes the time.
        what: what is counted.
    """

    def __init__(self, doing: str, what: str = "facts") -> None:
        self._doing, self._what = doing, what
        self._shown = sys.stderr.isatty()
        self._drawn = 0.0

    def __call__(self, done: int, begun: int) -> None:
        """Redraw the line, at most ten times a second."""
        now = time.monotonic()
        if self._shown and now - self._drawn >= REDRAW_S:
            self._drawn = now
            sys.stderr.write(f"\r\x1b[2K{self._doing}: {done} of {begun} {self._what}")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


class ByteProgress:
    """Shows how much was read, on stderr, once a person has waited for a second."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._shown = sys.stderr.isatty()
        self._begun = self._drawn = time.monotonic()
        self._size = 0
        self._written = False

    def __call__(self, size: int) -> None:
        """Count bytes that were read, and redraw the line at most ten times a second."""
        self._size += size
        now = time.monotonic()
        if self._shown and now - self._begun >= 1 and now - self._drawn >= REDRAW_S:
            self._drawn, self._written = now, True
            sys.stderr.write(f"\r\x1b[2K{self._doing}: {self._size / 1e6:.0f} MB read")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._written:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
