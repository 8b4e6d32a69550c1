"""Runs of a command that measures, kept in files beside the manifest.

One JSON file for each run, `.launchready/FOLDER/TIME.json`.  They hold no secret and are made
to be committed, so that a run can be compared with the one before.
"""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from launchready.evidence import STATE_FOLDER
from launchready.whole_file import Damaged, json_content, json_value, write_whole


class Run(Protocol):
    """What every kept run says of itself."""

    @property
    def product(self) -> str:
        """Give the product's apex domain."""

    @property
    def started_at(self) -> datetime:
        """Give the moment at which it began, aware."""


R = TypeVar("R", bound=Run)


class RunFiles(Struct, Generic[R], frozen=True):
    """The runs of one command.

    Attributes:
        kind: of a run.
        folder: where they are, within the product's state.
        most: newest files that are read.
        max_bytes: of a file.
        indent: of the JSON; None for one line.
    """

    kind: type[R]
    folder: str
    most: int
    max_bytes: int
    indent: int | None = None

    def save(self, folder: Path, run: R) -> Path:
        """Write a run, whole or not at all.

        Args:
            folder: that of the manifest.
            run: what was measured.

        Raises:
            OSError: it cannot be written.
        """
        path = folder / STATE_FOLDER / self.folder / f"{run.started_at:%Y%m%dT%H%M%SZ}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, self.json(run))
        return path

    def json(self, run: R) -> bytes:
        """Write a run as its file holds it."""
        return json_content(run, self.indent)

    def read(self, folder: Path, product: str) -> tuple[tuple[R, ...], tuple[str, ...]]:
        """Read the runs of one product; damaged and foreign files never raise.

        Args:
            folder: that of the manifest.
            product: apex domain; runs of another product are left out.

        Returns:
            The runs, the newest first, and the names of files that are none.

        Raises:
            OSError: the store is there, but cannot be listed.
        """
        store = folder / STATE_FOLDER / self.folder
        try:
            entries = [e for e in os.scandir(store) if e.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return (), ()
        names = sorted(entry.name for entry in entries if entry.name.endswith(".json"))
        runs: list[R] = []
        unreadable: list[str] = []
        for name in names[-self.most :]:
            run = None
            with (
                contextlib.suppress(OSError, Damaged),
                (store / name).open("rb") as file,
            ):
                run = json_value(file.read(self.max_bytes), self.kind)
            if run is None or run.started_at.tzinfo is None:
                unreadable.append(name)
            elif run.product == product:
                runs.append(run)
        runs.sort(key=lambda each: each.started_at, reverse=True)
        return tuple(runs), tuple(unreadable)
