"""What access logs said, as counts: by route, hour and release, and nothing else.

How far a log was read is kept in the same transaction as what it said, so that the same
log, or a longer one that begins alike, adds what is new and nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from launchready.watch.model import HOUR
from launchready.watch.store.engine import Engine, Transaction
from launchready.watch.store.latencies import Latencies
from launchready.watch.store.looks import add_release


@dataclass(slots=True)
class Cell:
    """Requests of one route, in one hour, to one release.

    Attributes:
        requests: how many; errors: how many of them were answered with 500 or more.
        latencies: of those that were not, where the log tells them.
    """

    requests: int = 0
    errors: int = 0
    latencies: Latencies = field(default_factory=Latencies)


Cells = dict[tuple[str, str, int], Cell]
"""By route, release (empty for one that is not known) and hour in ms."""


class Reach(Struct, frozen=True):
    """How far a log was read.

    Attributes:
        name: a hash of its first line.
        octets: how many were read, unpacked.
        digest: a hash of them.
    """

    name: str
    octets: int = 0
    digest: str = ""


class OutOfStep(Exception):
    """A log was read by somebody else meanwhile, or was told of from another place."""


def read_reach(run: Transaction, name: str) -> Reach:
    """Say how far a log was read."""
    rows = run.all("SELECT octets, digest FROM logs_read WHERE name = ?", name)
    return Reach(name, *rows[0]) if rows else Reach(name)


def keep_traffic(engine: Engine, cells: Cells, before: Reach, after: Reach, now: int) -> None:
    """Add what a part of a log said.

    Args:
        engine: used by one thread at a time.
        cells: what it said.
        before: how far the log was read before this part; octets 0 for not at all.
        after: how far it is read now.
        now: ms.

    Raises:
        OutOfStep: it was not read so far; nothing was kept.
        StoreError: nothing was kept.
    """
    with engine.transaction() as run:
        # The first writer makes the row that later ones wait for.
        run.run(
            "INSERT INTO logs_read (name, octets, digest, at) VALUES (?, 0, '', ?)"
            " ON CONFLICT (name) DO NOTHING",
            before.name, now,
        )  # fmt: skip
        moved = run.run(
            "UPDATE logs_read SET octets = ?, digest = ?, at = ?"
            " WHERE name = ? AND octets = ? AND (digest = ? OR octets = 0)",
            after.octets, after.digest, now, before.name, before.octets, before.digest,
        )  # fmt: skip
        if not moved:
            raise OutOfStep
        numbers = {
            tag: add_release(run, tag, min(at for _, release, at in cells if release == tag))
            for tag in sorted({release for _, release, _ in cells if release})
        }
        for (route, release, at), cell in sorted(cells.items()):
            _add(run, (route, numbers.get(release, 0), at), cell)


def _add(run: Transaction, key: tuple[str, int, int], cell: Cell) -> None:
    route, release, at = key
    rows = run.all(
        "SELECT requests, errors, latencies FROM traffic"
        " WHERE route = ? AND released = ? AND at = ?",
        route, release, at,
    )  # fmt: skip
    requests, errors, latencies = (
        cell.requests,
        cell.errors,
        Latencies(cell.latencies.bins.copy()),
    )
    for row in rows:
        requests, errors = requests + row[0], errors + row[1]
        latencies.add_encoded(bytes(row[2]))
    run.run(
        "INSERT INTO traffic (route, released, at, requests, errors, latencies)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (route, released, at) DO UPDATE SET"
        " requests = excluded.requests, errors = excluded.errors,"
        " latencies = excluded.latencies",
        route, release, at, requests, errors, latencies.encode(),
    )  # fmt: skip


def read_traffic(
    run: Transaction, release: str, start: int, end: int
) -> Sequence[tuple[str, int, int, bytes]]:
    """Give (route, requests, errors, encoded latencies) of a release, hour by hour.

    Args:
        run: a transaction.
        release: its tag.
        start: ms; the hour it lies in counts as a whole, as logs were told apart by line.
        end: ms, the first moment that does not count.
    """
    rows = run.all(
        "SELECT t.route, t.requests, t.errors, t.latencies FROM traffic t"
        " JOIN releases r ON r.id = t.released"
        " WHERE r.tag = ? AND t.at >= ? AND t.at < ? ORDER BY t.route",
        release, start // HOUR * HOUR, end,
    )  # fmt: skip
    return [(row[0], row[1], row[2], bytes(row[3])) for row in rows]
