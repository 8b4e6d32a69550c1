"""Runs of `launchready perf indexes`, kept in `.launchready/indexes` beside the manifest.

They hold no value of a row's.
"""

from __future__ import annotations

from pathlib import Path

from launchready.facts.indexes import IndexHistory, IndexRun
from launchready.run_files import RunFiles

_RUNS = RunFiles(IndexRun, "indexes", most=20, max_bytes=1024 * 1024, indent=2)


def save_run(folder: Path, run: IndexRun) -> Path:
    """Write a run; see `RunFiles.save`."""
    return _RUNS.save(folder, run)


def run_json(run: IndexRun) -> bytes:
    """Write a run as its file holds it."""
    return _RUNS.json(run)


def read_runs(folder: Path, product: str) -> IndexHistory:
    """Read the runs of one product; see `RunFiles.read`."""
    return IndexHistory(*_RUNS.read(folder, product))
