"""Runs of `launchready perf indexes`, kept in files beside the manifest.

One JSON file for each run, `.launchready/indexes/TIME.json`; they hold no value of a
row's and are made to be committed.
"""

from __future__ import annotations

import contextlib
import os
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from launchready.evidence import STATE_FOLDER
from launchready.facts.indexes import IndexHistory, IndexRun
from launchready.whole_file import write_whole

MAX_RUNS = 20
"""Newest files that are read."""
MAX_RUN_BYTES = 1024 * 1024


@cache
def _adapter() -> TypeAdapter[IndexRun]:
    """Make what reads and writes runs; it takes longer than to find that there are none."""
    return TypeAdapter(IndexRun)


def save_run(folder: Path, run: IndexRun) -> Path:
    """Write a run, whole or not at all.

    Args:
        folder: that of the manifest.
        run: what was proven.

    Raises:
        OSError: it cannot be written.
    """
    place = folder / STATE_FOLDER / "indexes"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{run.started_at:%Y%m%dT%H%M%SZ}.json"
    write_whole(path, run_json(run))
    return path


def run_json(run: IndexRun) -> bytes:
    """Write a run as its file holds it."""
    return _adapter().dump_json(run, indent=2) + b"\n"


def read_runs(folder: Path, product: str) -> IndexHistory:
    """Read the runs of one product; damaged and foreign files never raise.

    Args:
        folder: that of the manifest.
        product: apex domain; runs of another product are left out.

    Raises:
        OSError: the store is there, but cannot be listed.
    """
    store = folder / STATE_FOLDER / "indexes"
    try:
        entries = [e for e in os.scandir(store) if e.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return IndexHistory()
    names = sorted(entry.name for entry in entries if entry.name.endswith(".json"))
    runs: list[IndexRun] = []
    unreadable: list[str] = []
    for name in names[-MAX_RUNS:]:
        run = None
        with contextlib.suppress(OSError, ValidationError), (store / name).open("rb") as file:
            run = _adapter().validate_json(file.read(MAX_RUN_BYTES))
        if run is None or run.started_at.tzinfo is None:
            unreadable.append(name)
        elif run.product == product:
            runs.append(run)
    runs.sort(key=lambda each: each.started_at, reverse=True)
    return IndexHistory(tuple(runs), tuple(unreadable))
