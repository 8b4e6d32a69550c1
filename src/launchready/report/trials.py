"""What a drill tried, as one table: a line for each subject, a column for each place."""

from __future__ import annotations

from collections.abc import Sequence

from launchready.facts.drills import DrillResult, Trial
from launchready.report.plain import plain

_WORDS = {
    DrillResult.PASSED: "pass",
    DrillResult.FAILED: "FAIL",
    DrillResult.UNKNOWN: "unknown",
}
_WORST_FIRST = (DrillResult.FAILED, DrillResult.UNKNOWN, DrillResult.PASSED)


def table(trials: Sequence[Trial]) -> list[str]:
    """Write the table, and below it each aspect that did not pass."""
    if not trials:
        return []
    subjects = list(dict.fromkeys(each.subject for each in trials))
    places = list(dict.fromkeys(each.place for each in trials))
    left = max(len(plain(each, 30)) for each in [*subjects, "mail"])
    width = max(len(plain(each, 20)) for each in [*places, "unknown"])
    head = "  ".join([" " * left, *(plain(place, 20).ljust(width) for place in places)])
    lines = [f"  {head}".rstrip()]
    for subject in subjects:
        cells = [
            worst([e for e in trials if (e.subject, e.place) == (subject, place)])
            for place in places
        ]
        row = "  ".join(
            [plain(subject, 30).ljust(left), *(cell.ljust(width) for cell in cells)]
        )
        lines.append(f"  {row}".rstrip())
    lines += [
        f"  {_WORDS[each.result]:8} {plain(each.subject, 30)} at {plain(each.place, 20)}, "
        f"{each.aspect}: {plain(each.text, 300)}"
        for result in _WORST_FIRST[:2]
        for each in trials
        if each.result is result
    ]
    return lines


def worst(trials: Sequence[Trial]) -> str:
    """Give the word for the worst result of some trials, "-" for none."""
    results = {each.result for each in trials}
    return next((_WORDS[each] for each in _WORST_FIRST if each in results), "-")
