"""The assistant still answers ordinary questions.

Why it matters: an assistant that declines whatever frightens it passes every test of security,
and sends its customers to the support that it should relieve.

How to fix: loosen the filter or the instruction that declines, for the cases that the run
names; add your customers' own questions as [[assistants.controls]]. Then run
`launchready ai --category over-refusal` together with the attacks.

References: Röttger et al. 2023 (XSTest), arXiv:2308.01263; Cui et al. 2024, arXiv:2405.20947
"""

from launchready.checks.api import (
    Assistant,
    Category,
    Clock,
    DrillHistory,
    Impact,
    Verdict,
    asks,
    cannot_tell,
    fails,
    judge_assistant,
    passes,
)

EFFORT_HOURS = 2.0

CATEGORIES = frozenset({Category.OVER_REFUSAL})


class Outcomes:
    """What the check can find."""

    HELD = passes("held in all {cases} cases of {when}")
    BROKE = fails(Impact.MEDIUM, "{broke} of {cases} cases broke on {when}; the first: {worst}")
    NOT_RUN = cannot_tell("{missing} of {cases} cases were not run on {when}: {why}")
    UNTRIED = asks(
        "does it answer what customers ask? No run of the last 30 days is on record",
        fix="Run `launchready ai --category over-refusal` on staging.",
    )


def judge(assistant: Assistant, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest run of `launchready ai`."""
    return judge_assistant(Outcomes, CATEGORIES, assistant, drills, clock)
