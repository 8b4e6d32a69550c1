"""The steps of an incident: from the product's own document, else the usual ones."""

from __future__ import annotations

import re
from pathlib import Path

from launchready.collect.incident_guide import MAX_BYTES, find_guide

USUAL_STEPS = (
    "Take it on, so that nobody else is woken",
    "See what customers see: is it down, slow or wrong, and for whom?",
    "Look at what changed last: a deploy, a setting, a provider",
    "If a deploy did it, roll back first and look for the reason later",
    "Tell customers what is known, and when they hear more",
    "Once it is good again, tell them, and write down what happened",
)
"""What Google's SRE book (chapter 14) and PagerDuty's incident guide agree on."""

MAX_STEPS, MAX_STEP = 40, 300

_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")


def read_checklist(root: Path | None, declared: str) -> tuple[str, ...]:
    """Read the list items of the product's incident document.

    Args:
        root: the repository; None where there is none.
        declared: the document, relative to it; "" for one with a usual name.

    Returns:
        Its items, else the usual steps.
    """
    try:
        path = find_guide(root, declared) if root else None
        if path is None:
            return USUAL_STEPS
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return USUAL_STEPS
    return list_items(text) or USUAL_STEPS


def list_items(text: str) -> tuple[str, ...]:
    """Give the items of a Markdown document's lists, in order, each once."""
    found = (_ITEM.match(line) for line in text.splitlines())
    items = [match[1].strip()[:MAX_STEP] for match in found if match]
    return tuple(dict.fromkeys(items))[:MAX_STEPS]
