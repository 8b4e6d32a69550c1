"""One question cannot make the assistant answer, or call tools, without end.

Why it matters: a model is paid by the word; a loop in one chat can cost more in a night than
the product earns in a month.

How to fix: set a limit of tokens for answers, of calls for a question, of time for a request
and of requests for a user, and turn away questions of a book's length. Then run
`launchready ai --category limits`.

References: OWASP LLM10:2025 Unbounded Consumption
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

CATEGORIES = frozenset({Category.LIMITS})


class Outcomes:
    """What the check can find."""

    HELD = passes("held in all {cases} cases of {when}")
    BROKE = fails(Impact.MEDIUM, "{broke} of {cases} cases broke on {when}; the first: {worst}")
    NOT_RUN = cannot_tell("{missing} of {cases} cases were not run on {when}: {why}")
    UNTRIED = asks(
        "can one question cost without end? No run of the last 30 days is on record",
        fix="Run `launchready ai --category limits` on staging.",
    )


def judge(assistant: Assistant, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest run of `launchready ai`."""
    return judge_assistant(Outcomes, CATEGORIES, assistant, drills, clock)
