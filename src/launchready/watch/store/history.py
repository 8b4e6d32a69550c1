"""What is known of a monitor over a stretch of time: days, hours and single looks as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from launchready.watch.model import DAY, HOUR, Verdict
from launchready.watch.store.engine import Transaction
from launchready.watch.store.latencies import Latencies, bin_of, merged, merged_dense
from launchready.watch.store.looks import CODES, PER_MS
from launchready.watch.store.rows import Stretch

FEW = 40 * DAY
"""Up to so long a time is read by hours, a longer one by days."""


class Piece(Struct, frozen=True):
    """A day, an hour, or a part of one, of one release; its latencies as they were kept.

    Attributes:
        start, length: ms.
        release: empty for none.
        up, down, unjudged: how many looks said so.
        blob: of a day dense, of an hour sparse; empty where `latencies` are there.
        latencies: of single looks.
    """

    start: int
    length: int
    release: str
    up: int
    down: int
    unjudged: int
    blob: bytes = b""
    latencies: Latencies | None = None


def read_pieces(run: Transaction, monitor: str, start: int, end: int) -> list[Piece]:
    """Read from the hour of `start` to before `end`: each kind from where the last ends."""
    rows = run.all("SELECT id FROM monitors WHERE name = ?", monitor)
    if not rows:
        return []
    number = rows[0][0]
    at = start // HOUR * HOUR
    found: list[Piece] = []
    if end - at > FEW:
        first_day = -(-at // DAY) * DAY
        found += _sums(run, ("hours", HOUR), number, at, first_day)
        days = list(_sums(run, ("days", DAY), number, first_day, end // DAY * DAY))
        found += days
        at = max((each.start + DAY for each in days), default=first_day)
    hours = list(_sums(run, ("hours", HOUR), number, at, end))
    at = max((each.start + HOUR for each in hours), default=at)
    return [*found, *hours, *_looks(run, number, at, end)]


def stretches(pieces: Iterable[Piece], *, by_release: bool) -> list[Stretch]:
    """Give one stretch for each day or hour, and for each release where that is wanted."""
    groups: dict[tuple[int, int, str], list[Piece]] = defaultdict(list)
    for each in pieces:
        groups[each.start, each.length, each.release if by_release else ""].append(each)
    return [
        add_up(found, start, length, release)
        for (start, length, release), found in groups.items()
    ]


def add_up(pieces: Iterable[Piece], start: int, length: int, release: str) -> Stretch:
    """Add pieces up to one stretch."""
    found = list(pieces)
    latencies = merged(p.blob for p in found if p.blob and p.length < DAY)
    days = [piece.blob for piece in found if piece.blob and piece.length == DAY]
    if days:
        latencies.bins.update(merged_dense(days).bins)
    for piece in found:
        if piece.latencies is not None:
            latencies.bins.update(piece.latencies.bins)
    return Stretch(
        start,
        length,
        release,
        sum(piece.up for piece in found),
        sum(piece.down for piece in found),
        sum(piece.unjudged for piece in found),
        latencies,
    )


def _sums(
    run: Transaction, table: tuple[str, int], number: int, start: int, end: int
) -> Iterator[Piece]:
    name, length = table
    for row in run.all(
        "SELECT t.at, COALESCE(r.tag, ''), t.up, t.down, t.unjudged, t.latencies"  # noqa: S608
        f" FROM {name} t LEFT JOIN releases r ON r.id = t.released"
        " WHERE t.monitor = ? AND t.at >= ? AND t.at < ? ORDER BY t.at",
        number, start, end,
    ):  # fmt: skip
        yield Piece(row[0], length, row[1], row[2], row[3], row[4], bytes(row[5]))


def _looks(run: Transaction, number: int, start: int, end: int) -> Iterator[Piece]:
    groups: dict[tuple[int, str], list[tuple[int, int | None]]] = defaultdict(list)
    for when, code, latency, release in run.all(
        "SELECT l.at, l.verdict, l.latency, COALESCE(r.tag, '') FROM looks l"
        " LEFT JOIN releases r ON r.id = l.released"
        " WHERE l.monitor = ? AND l.at >= ? AND l.at < ? ORDER BY l.at",
        number, start, end,
    ):  # fmt: skip
        groups[when // HOUR * HOUR, release].append((code, latency))
    good, bad = CODES[Verdict.UP], CODES[Verdict.DOWN]
    for (hour, release), found in groups.items():
        latencies = Latencies()
        for code, latency in found:
            if code == good and latency is not None:
                latencies.bins[bin_of(latency / PER_MS)] += 1
        up = sum(code == good for code, _ in found)
        down = sum(code == bad for code, _ in found)
        yield Piece(hour, HOUR, release, up, down, len(found) - up - down, latencies=latencies)
