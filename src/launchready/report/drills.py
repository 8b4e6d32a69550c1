"""The evidence of drills, as a table of runs and as a table of signatures."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from launchready.facts.drills import DrillHistory, DrillRecord
from launchready.report.plain import plain


def terminal(history: DrillHistory, *, every: bool) -> str:
    """Write a line for each run: the newest of each drill, or every one."""
    records = history.records if every else _newest(history.records)
    rows = [
        (
            f"{each.started_at:%Y-%m-%d %H:%M}",
            plain(each.drill, 20),
            each.result.value,
            _length(each.duration_s),
            _signer(each),
            plain(each.summary, 200),
        )
        for each in records
    ]
    lines = _table(
        ("when (UTC)", "drill", "result", "took", "signed by", "what came of it"), rows
    )
    if not rows:
        lines = ["no drill is on record; see launchready drill --help"]
    return "\n".join([*lines, *_bad(history)]) + "\n"


def verified(history: DrillHistory) -> str:
    """Write a line for each record: whether its signature holds, and whose key it is."""
    rows = [
        (each.file, "holds" if each.key else "not signed", each.key, plain(each.by, 40))
        for each in history.records
    ]
    lines = _table(("record", "signature", "key", "name in the record"), rows) if rows else []
    told = [*lines, *_bad(history)] or ["no drill is on record"]
    return "\n".join(told) + "\n"


def as_json(history: DrillHistory, *, every: bool) -> str:
    """Write the records whole."""
    shown = history.records if every else _newest(history.records)
    data = {
        "records": msgspec.to_builtins(shown),
        "tampered": list(history.tampered),
        "unreadable": list(history.unreadable),
    }
    return json.dumps(data, indent=2) + "\n"


def _newest(records: Sequence[DrillRecord]) -> tuple[DrillRecord, ...]:
    found: dict[str, DrillRecord] = {}
    for record in records:
        found.setdefault(record.drill, record)
    return tuple(found.values())


def _signer(record: DrillRecord) -> str:
    return f"{plain(record.by, 40)} ({record.key[:8]})" if record.key else "nobody"


def _length(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _bad(history: DrillHistory) -> list[str]:
    return [
        *(f"CHANGED after it was signed: {plain(name, 100)}" for name in history.tampered),
        *(f"cannot be read: {plain(name, 100)}" for name in history.unreadable),
    ]


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
