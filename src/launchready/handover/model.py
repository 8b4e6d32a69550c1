"""What a handover pack is made of: sections of words, tables and boxes to tick."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Table(Struct, frozen=True):
    """Rows under headings; every cell is plain words, hostile ones included.

    Attributes:
        caption: what it lists.
        head: one for each column.
        rows: each as long as `head`.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Struct, frozen=True):
    """One page of the pack, to be signed off on its own.

    Attributes:
        id: name of its file, without ending.
        title: heading.
        words: paragraphs.
        tables: below them.
        commands: to be typed, in order.
        document: Markdown of the product's own that the page shows as it is, or "".
        unproven: what nobody has shown to be so; never empty where something is missing.
    """

    id: str
    title: str
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    commands: tuple[str, ...] = ()
    document: str = ""
    unproven: tuple[str, ...] = ()


class Pack(Struct, frozen=True):
    """A handover pack.

    Attributes:
        product: its name; domain: its apex.
        made_at: aware UTC.
        decision: of the report that it was made with.
        sections: in the order in which a new owner reads them.
    """

    product: str
    domain: str
    made_at: datetime
    decision: str
    sections: tuple[Section, ...]
