"""One page with a line for each product, and one table of it for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from launchready.fleet.history import Totals
from launchready.fleet.journal import Journal
from launchready.fleet.row import ORDER, Row
from launchready.report.plain import plain
from launchready.report.templates import templates

MAX_SHOWN = 200
"""Products that a terminal's table names; the page has all."""

MAX_PATH = 60
"""Characters of a path that a table shows, the last ones."""

WORDS = {
    "broken": "fault in launchready",
    "wrong": "manifest is wrong",
    "do-not-launch": "do not launch",
    "launch-with-known-risks": "launch, known risks",
    "launch": "launch",
}


def ranked(journal: Journal) -> Iterator[Row]:
    """Give the rows, the worst first, without holding them: the journal is read once a rank."""
    for rank in range(len(ORDER)):
        yield from journal.rows(rank)


def words_of(row: Row) -> str:
    """Say what became of a product."""
    return WORDS[ORDER[row.rank]]


def write_page(path: Path, journal: Journal, history: Sequence[Totals]) -> None:
    """Write the page, line by line, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    stream = (
        templates()
        .get_template("fleet.html")
        .stream(
            now=history[-1],
            runs=list(reversed(history[-30:])),
            rows=ranked(journal),
            words_of=words_of,
        )
    )
    stream.enable_buffering(50)
    scratch = path.with_name(f"{path.name}.new")
    with scratch.open("w", encoding="utf-8") as file:
        file.writelines(stream)
    scratch.replace(path)


def terminal(journal: Journal, history: Sequence[Totals], *, color: bool) -> Iterator[str]:
    """Write the table, the worst first, and a line about the run before."""
    now = history[-1]
    for number, row in enumerate(ranked(journal)):
        if number == MAX_SHOWN:
            yield f"... and {now.products - MAX_SHOWN} more"
            break
        yield _line(row, color=color)
    yield (
        f"{now.products} products: {now.launch} launch, {now.risks} with known risks, "
        f"{now.no_launch} do not, {now.failed} not audited; {now.blockers} blockers, "
        f"{now.hours:g} h to fix now"
    )
    if len(history) > 1:
        before = history[-2]
        when = before.at[:16].replace("T", " ")
        yield (
            f"since {when}: {now.launch - before.launch:+d} launch, "
            f"{now.blockers - before.blockers:+d} blockers, "
            f"{now.hours - before.hours:+g} h"
        )


def _line(row: Row, *, color: bool) -> str:
    code = {0: "31", 1: "31", 2: "31", 3: "33", 4: "32"}[row.rank]
    word = words_of(row).ljust(20)
    word = f"\x1b[{code}m{word}\x1b[0m" if color else word
    if row.state != "audited":
        path = row.manifest
        path = path if len(path) <= MAX_PATH else f"…{path[-MAX_PATH:]}"
        return f"{word} {plain(path)}: {plain(row.why, 200)}"
    bar = "" if row.met is None else f"bar {row.met:2} of 10  "
    return (
        f"{word} {plain(row.product, 30):30} {bar}{row.blockers:3} blockers "
        f"{row.high:3} high {row.unseen:3} unseen  {row.hours:6g} h"
    )
