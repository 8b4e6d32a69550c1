"""Reads the calls of tools that the product logs: a file of JSON lines, or an HTTP route."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from launchready.ai.reply import MAX_CALLS, ToolCall, read_call
from launchready.facts.base import CannotSee
from launchready.manifest.tables.assistants import ToolKind

MAX_BYTES = 1024 * 1024
"""Of a log that are read at a time."""


class ToolLog(Protocol):
    """Gives calls that were logged since it was last asked."""

    async def news(self) -> list[ToolCall]:
        """Give them.

        Raises:
            CannotSee: the log cannot be read.
        """
        ...


class FileLog:
    """A file that grows, or is begun anew."""

    def __init__(self, path: Path, declared: Mapping[str, ToolKind]) -> None:
        self._path, self._declared = path, declared
        self._offset: int | None = None

    async def news(self) -> list[ToolCall]:
        """Give calls in whole lines that were added; the first time, none."""
        text = await asyncio.to_thread(self._added)
        return list(_read(text, self._declared))

    def _added(self) -> str:
        try:
            size = self._path.stat().st_size
            if self._offset is None or self._offset > size:
                start_again = self._offset is not None
                self._offset = 0 if start_again else size
            with self._path.open("rb") as file:
                file.seek(max(self._offset, size - MAX_BYTES))
                octets = file.read(MAX_BYTES)
        except FileNotFoundError:
            self._offset = 0  # its first line will make it
            return ""
        except OSError as error:
            reason = (error.strerror or "it cannot be read").lower()
            raise CannotSee(f"the tool log: {reason}") from None
        whole = octets.rpartition(b"\n")
        self._offset = max(self._offset, size - MAX_BYTES) + len(whole[0] + whole[1])
        return whole[0].decode("utf-8", "replace")


class HttpLog:
    """A route that answers with all of its calls, the newest last.

    Args:
        fetch: gives the route's body.
        declared: what tools do.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[str]], declared: Mapping[str, ToolKind]
    ) -> None:
        self._fetch, self._declared = fetch, declared
        self._known: int | None = None

    async def news(self) -> list[ToolCall]:
        """Give calls that were added; the first time, none."""
        calls = list(_read(await self._fetch(), self._declared))
        known = len(calls) if self._known is None else self._known
        self._known = len(calls)
        return calls[known:] if len(calls) >= known else calls


def _read(text: str, declared: Mapping[str, ToolKind]) -> Iterator[ToolCall]:
    """Read a JSON array, {"calls": [...]}, or JSON lines; what is no call is left out.

    So is a call that the product refused to carry out: {"denied": true} or
    {"allowed": false} beside its name.
    """
    entries: list[object] = []
    try:
        document = json.loads(text)
        inner = document.get("calls") if isinstance(document, dict) else document
        entries = inner if isinstance(inner, list) else [document]
    except (ValueError, RecursionError):
        for line in text.split("\n"):
            try:
                entries.append(json.loads(line))
            except (ValueError, RecursionError):
                continue
    for entry in entries[-100 * MAX_CALLS :]:
        call = read_call(entry, declared)
        if call is not None and not _refused(entry):
            yield call


def _refused(entry: object) -> bool:
    return isinstance(entry, dict) and (
        entry.get("denied") is True or entry.get("allowed") is False
    )
