"""Runs of `launchready perf`, kept in files beside the manifest.

One JSON file for each run, `.launchready/perf/TIME.json`.  They hold no secret and are made
to be committed, so that a release can be compared with the one before.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from launchready.evidence import STATE_FOLDER
from launchready.facts.performance import PerfHistory, PerfRun
from launchready.whole_file import write_whole

MAX_RUNS = 60
"""Newest files that are read."""
MAX_RUN_BYTES = 4 * 1024 * 1024
_RUN = TypeAdapter(PerfRun)


def save_run(folder: Path, run: PerfRun) -> Path:
    """Write a run, whole or not at all.

    Args:
        folder: that of the manifest.
        run: what was sampled.

    Raises:
        OSError: it cannot be written.
    """
    place = folder / STATE_FOLDER / "perf"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{run.started_at:%Y%m%dT%H%M%SZ}.json"
    write_whole(path, run_json(run))
    return path


def run_json(run: PerfRun) -> bytes:
    """Write a run as its file holds it."""
    return _RUN.dump_json(run) + b"\n"


def read_runs(folder: Path, product: str) -> PerfHistory:
    """Read the runs of one product; damaged and foreign files never raise.

    Args:
        folder: that of the manifest.
        product: apex domain; runs of another product are left out.

    Raises:
        OSError: the store is there, but cannot be listed.
    """
    store = folder / STATE_FOLDER / "perf"
    try:
        entries = [e for e in os.scandir(store) if e.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return PerfHistory()
    names = sorted(entry.name for entry in entries if entry.name.endswith(".json"))
    runs: list[PerfRun] = []
    unreadable: list[str] = []
    for name in names[-MAX_RUNS:]:
        run = None
        with contextlib.suppress(OSError, ValidationError), (store / name).open("rb") as file:
            run = _RUN.validate_json(file.read(MAX_RUN_BYTES))
        if run is None or run.started_at.tzinfo is None:
            unreadable.append(name)
        elif run.product == product:
            runs.append(run)
    runs.sort(key=lambda each: each.started_at, reverse=True)
    return PerfHistory(tuple(runs), tuple(unreadable))
