"""What each run of a fleet found, so that a table can say what has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from launchready.fleet.row import Row
from launchready.whole_file import Damaged, json_value, write_whole

MAX_RUNS = 400
"""Runs that are kept: a year of one a day."""


class Totals(Struct, frozen=True):
    """One run in a line.

    Attributes:
        at: when it began.
        products: how many there were.
        launch, risks, no_launch, failed: by decision; failed are those without one.
        blockers: open, in all.
        hours: of work to fix now.
    """

    at: str
    products: int = 0
    launch: int = 0
    risks: int = 0
    no_launch: int = 0
    failed: int = 0
    blockers: int = 0
    hours: float = 0.0


def total(at: str, rows: Iterable[Row]) -> Totals:
    """Add the rows of a run up; none is kept."""
    decisions: Counter[str] = Counter()
    products, blockers, hours = 0, 0, 0.0
    for row in rows:
        products += 1
        decisions[row.decision] += 1
        blockers += row.blockers
        hours += row.hours
    return Totals(
        at,
        products,
        decisions["launch"],
        decisions["launch-with-known-risks"],
        decisions["do-not-launch"],
        decisions[""],
        blockers,
        round(hours, 1),
    )


def read_history(path: Path) -> tuple[Totals, ...]:
    """Read the runs before, the oldest first; damaged lines are left out."""
    if not path.exists():
        return ()
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-MAX_RUNS:]:
        try:
            found.append(json_value(line.encode(), Totals))
        except Damaged:
            continue
    return tuple(found)


def add_run(path: Path, totals: Totals) -> tuple[Totals, ...]:
    """Add a run, once, and give all of them.

    Raises:
        OSError: the file cannot be written.
    """
    runs = [each for each in read_history(path) if each.at != totals.at]
    runs = [*runs, totals][-MAX_RUNS:]
    write_whole(path, b"".join(msgspec.json.encode(each) + b"\n" for each in runs))
    return tuple(runs)
