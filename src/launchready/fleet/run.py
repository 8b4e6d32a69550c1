"""Audits a fleet on this machine: so many at once, each written down when it is done."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from launchready.audit.run import Selection
from launchready.fleet.audited import Audited, Work, audit_all
from launchready.fleet.history import Totals, add_run, total
from launchready.fleet.journal import Journal
from launchready.fleet.row import Row
from launchready.fleet.turns import Turns
from launchready.whole_file import write_whole

OnRow = Callable[[Row], None]


class Taken(Exception):
    """Another run writes to the folder."""


class Output:
    """The folder of a fleet: its journal, history and pages; for one run at a time.

    Use as a context manager.

    Args:
        folder: where; made where it is not there.
        scope: what the run is narrowed to.

    Raises:
        OSError: the folder cannot be made.
        Taken: another run writes to it.
    """

    def __init__(self, folder: Path, scope: tuple[str, ...] = ()) -> None:
        self.folder = folder
        (folder / "products").mkdir(parents=True, exist_ok=True)
        # Held until the process ends, however it ends.
        self._lock = (folder / "lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise Taken(f"another run writes to {folder}") from None
        self.journal = Journal(folder / "journal.jsonl", scope)

    def left(self, targets: Sequence[Path], *, fresh: bool) -> tuple[Path, ...]:
        """Begin or go on; give the products that are still to be audited."""
        done = self.journal.open(_now(), fresh=fresh)
        return tuple(each for each in targets if str(each) not in done)

    def keep(self, audited: Audited) -> None:
        """Write a product's pages, then its line."""
        if audited.row.page:
            place = self.folder / "products" / audited.row.page
            write_whole(place.with_suffix(".html"), audited.page.encode())
            write_whole(place.with_suffix(".json"), audited.report.encode())
        self.journal.add(audited.row)

    def finish(self) -> tuple[Totals, ...]:
        """Close the run; give the totals of all runs, this one the last."""
        totals = total(self.journal.begun_at, self.journal.rows())
        history = add_run(self.folder / "history.jsonl", totals)
        self.journal.end(_now())
        return history

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let another run write to the folder."""
        self._lock.close()


async def run_here(
    targets: Iterable[Path],
    output: Output,
    *,
    at_once: int,
    selection: Selection,
    on_row: OnRow | None = None,
    work: Work | None = None,
) -> None:
    """Audit products on this machine.

    Args:
        targets: manifests.
        output: where each is written as soon as it is done.
        at_once: audits at the same time.
        selection: checks.
        on_row: told of each.
        work: audits one; an audit of ours by default.

    Raises:
        OSError: the output cannot be written.
    """

    def keep(audited: Audited) -> None:
        output.keep(audited)
        if on_row is not None:
            on_row(audited.row)

    await audit_all(Turns(targets), at_once, selection=selection, keep=keep, work=work)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
