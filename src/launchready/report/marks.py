"""A judged message as text: each aspect a line."""

from __future__ import annotations

from collections.abc import Sequence

from launchready.facts.drills import DrillResult
from launchready.mail.message.judge import Mark
from launchready.mail.message.read import ReadMessage
from launchready.report.plain import plain

SIGNS = {
    DrillResult.PASSED: "pass",
    DrillResult.FAILED: "FAIL",
    DrillResult.UNKNOWN: "unknown",
}


def render(message: ReadMessage, marks: Sequence[Mark]) -> str:
    """Write a message's marks, those that failed first."""
    order = list(SIGNS)
    order = [order[1], order[2], order[0]]
    lines = [
        f"Subject: {plain(message.subject, 120)}",
        f"From:    {plain(', '.join(message.addresses('from')) or 'nobody', 120)}",
    ]
    if message.delay_s is not None:
        lines.append(f"Took:    {message.delay_s:.0f} s by its Received fields")
    lines += [
        f"  {SIGNS[mark.result]:8} {mark.aspect:12} {plain(mark.text, 300)}"
        for mark in sorted(marks, key=lambda mark: order.index(mark.result))
    ]
    return "\n".join(lines) + "\n"
