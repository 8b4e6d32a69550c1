"""The audit log: what people and programs did here, kept for as long as the store is."""

from __future__ import annotations

from msgspec import Struct

from launchready.watch.store.engine import Transaction

MAX_TEXT = 300


class Doing(Struct, frozen=True):
    """Something that somebody did.

    Attributes:
        place: its identity; later ones are greater.
        at: ms.
        who: a person's name, or a token's after "token ".
        what: a word, such as "signed-in".
        about: what it was done to.
        address: from where.
    """

    place: int
    at: int
    who: str
    what: str
    about: str
    address: str


def write(run: Transaction, doing: Doing) -> None:
    """Add a line, in the transaction of what it tells of."""
    run.run(
        "INSERT INTO doings (place, at, who, what, about, address) VALUES (?, ?, ?, ?, ?, ?)",
        doing.place, doing.at, doing.who[:MAX_TEXT], doing.what, doing.about[:MAX_TEXT],
        doing.address[:MAX_TEXT],
    )  # fmt: skip


def read(run: Transaction, *, before: int | None = None, limit: int = 100) -> list[Doing]:
    """Give the newest lines; `before` is a `place`."""
    rows = run.all(
        "SELECT place, at, who, what, about, address FROM doings WHERE place < ?"
        " ORDER BY place DESC LIMIT ?",
        2**62 if before is None else before, limit,
    )  # fmt: skip
    return [Doing(*row) for row in rows]
