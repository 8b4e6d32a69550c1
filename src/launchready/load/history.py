"""Runs of `launchready perf`, kept in `.launchready/perf` beside the manifest."""

from __future__ import annotations

from pathlib import Path

from launchready.facts.performance import PerfHistory, PerfRun
from launchready.run_files import RunFiles

_RUNS = RunFiles(PerfRun, "perf", most=60, max_bytes=4 * 1024 * 1024)


def save_run(folder: Path, run: PerfRun) -> Path:
    """Write a run; see `RunFiles.save`."""
    return _RUNS.save(folder, run)


def read_runs(folder: Path, product: str) -> PerfHistory:
    """Read the runs of one product; see `RunFiles.read`."""
    return PerfHistory(*_RUNS.read(folder, product))
