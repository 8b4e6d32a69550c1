"""What a run has done so far: a line for each product, so that a killed run goes on.

The line is written when the product's pages are.  A run that was killed between the two
audits that product again: nothing is lost, and no product has two lines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from launchready.fleet.row import Row
from launchready.whole_file import write_whole

MAX_LINE = 64 * 1024


class Journal:
    """The file of one run.

    Args:
        path: of it.
        scope: what the run is narrowed to; a run of another scope is another run.
    """

    def __init__(self, path: Path, scope: tuple[str, ...] = ()) -> None:
        self._path = path
        self._scope = list(scope)
        self.begun_at = ""

    def open(self, now: str, *, fresh: bool) -> frozenset[str]:
        """Go on with a run that has not ended, or begin one.

        Args:
            now: ISO 8601, for a run that begins.
            fresh: begin in any case.

        Returns:
            The manifests that are done.

        Raises:
            OSError: the file cannot be written.
        """
        head, done, ended, whole = self._read()
        if fresh or ended or head is None or head.get("scope") != self._scope:
            self.begun_at = now
            write_whole(self._path, _line({"run": now, "scope": self._scope}).encode())
            return frozenset()
        self.begun_at = str(head["run"])
        if whole < self._path.stat().st_size:
            os.truncate(self._path, whole)  # a line that was being written
        return frozenset(done)

    def add(self, row: Row) -> None:
        """Write a product's line, so that it survives the process.

        Raises:
            OSError: it cannot be written.
        """
        self._append({"row": row.as_dict()})

    def end(self, now: str) -> None:
        """Say that every product is done.

        Raises:
            OSError: it cannot be written.
        """
        self._append({"ended": now})

    def rows(self, rank: int | None = None) -> Iterator[Row]:
        """Read the lines again, one at a time; of one rank alone, where it is named."""
        seen: set[bytes] = set()
        for entry, _ in self._lines():
            if (row := _row(entry)) is None or rank not in {None, row.rank}:
                continue
            key = row.manifest.encode("utf-8", "replace")
            if key not in seen:
                seen.add(key)
                yield row

    def _read(self) -> tuple[dict[str, Any] | None, set[str], bool, int]:
        head: dict[str, Any] | None = None
        done: set[str] = set()
        ended, whole = False, 0
        for entry, end in self._lines():
            whole = end
            if head is None:
                head = entry if isinstance(entry.get("run"), str) else {}
            elif (row := _row(entry)) is not None:
                done.add(row.manifest)
            ended = ended or "ended" in entry
        return (head or None), done, ended, whole

    def _lines(self) -> Iterator[tuple[dict[str, Any], int]]:
        """Give whole lines that are JSON, and where each ends."""
        if not self._path.exists():
            return
        end = 0
        with self._path.open("rb") as file:
            while line := file.readline(MAX_LINE):
                end += len(line)
                if not line.endswith(b"\n"):
                    return
                try:
                    entry = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(entry, dict):
                    yield entry, end

    def _append(self, entry: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":")) + "\n"


def _row(entry: dict[str, Any]) -> Row | None:
    known = entry.get("row")
    try:
        return Row(**known) if isinstance(known, dict) else None
    except TypeError:
        return None
