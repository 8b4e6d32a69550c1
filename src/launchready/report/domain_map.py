"""The domain map as text: an entry point a paragraph, so that it reads aloud and wraps."""

from __future__ import annotations

from collections.abc import Sequence

from launchready.audit.model import MapEntry
from launchready.report.plain import plain
from launchready.report.words import ending


def render(entries: Sequence[MapEntry]) -> str:
    """Write the map: each entry point, its hops, where it ends, and what was seen there."""
    return "\n".join(_paragraph(entry) for entry in entries)


def _paragraph(entry: MapEntry) -> str:
    lines = [plain(entry.entry) or "The domain"]
    for hop in entry.hops:
        answer = str(hop.status) if hop.status else "no answer"
        detail = f", {plain(hop.detail, 120)}" if hop.detail else ""
        lines.append(f"  {answer:9} {plain(hop.url)}{detail}")
    if end := ending(entry):
        lines.append(f"  {end}")
    seen = (
        ("certificate", entry.certificate),
        ("proxy", entry.proxy),
        ("cache", entry.cache),
    )
    told = [f"{name} {plain(value, 120)}" for name, value in seen if value]
    if told:
        lines.append(f"  {'; '.join(told)}")
    return "\n".join(lines) + "\n"
